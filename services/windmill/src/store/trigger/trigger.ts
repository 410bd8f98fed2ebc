import type { JsonObject } from '../../shared/json.ts'

/** A trigger of any kind, as it stands in the store. */
export interface Trigger {
  workspace_id: string
  /** `http`, `websocket`, … */
  kind: string
  path: string
  script_path: string
  is_flow: boolean
  mode: 'enabled' | 'disabled' | 'suspended'
  /** The fields of its kind, as the API shows them. */
  config: JsonObject
  extra_perms: Record<string, boolean>
  email: string
  permissioned_as: string
  edited_by: string
  edited_at: number
}

/** How the columns of a trigger are stored. */
export const TRIGGER_SHAPE = { json: ['config', 'extra_perms'], bool: ['is_flow'] } as const
