import type { Json } from '../../shared/json.ts'

/** A resource as stored. */
export interface Resource {
  workspace_id: string
  path: string
  value: Json
  description: string | null
  resource_type: string
  labels: string[] | null
  ws_specific: boolean
  extra_perms: Record<string, boolean>
  created_by: string
  edited_at: number
  /** A variable has the same path; they go together. */
  is_linked: boolean
}

/** The columns of a resource; to be used after `FROM resource`. */
export const RESOURCE_COLUMNS = `resource.*, EXISTS (SELECT 1 FROM variable
  WHERE variable.workspace_id = resource.workspace_id AND variable.path = resource.path) AS is_linked`

/** How the columns of a resource are stored. */
export const RESOURCE_SHAPE = {
  json: ['value', 'labels', 'extra_perms'],
  bool: ['ws_specific', 'is_linked'],
} as const
