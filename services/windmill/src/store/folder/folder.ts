import type { Json } from '../../shared/json.ts'

/** A folder: who may read and write what lies in it. */
export interface Folder {
  workspace_id: string
  name: string
  display_name: string
  summary: string | null
  /** Who may change the folder itself ("u/ada", "g/ops"); each may write too. */
  owners: string[]
  extra_perms: Record<string, boolean>
  default_permissioned_as: Json[]
  created_by: string
  edited_at: number
}

/** How the columns of a folder are stored. */
export const FOLDER_SHAPE = { json: ['owners', 'extra_perms', 'default_permissioned_as'] } as const
