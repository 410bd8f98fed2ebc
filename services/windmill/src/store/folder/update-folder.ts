import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'
import { FOLDER_SHAPE } from './folder.ts'

/** Changes a folder; what is undefined stays. */
export const updateFolder = query<{
  workspace_id: string
  name: string
  display_name: string | undefined
  summary: string | undefined
  owners: string[] | undefined
  extra_perms: Record<string, boolean> | undefined
  default_permissioned_as: Json[] | undefined
  now: number
}>(
  `UPDATE folder
   SET display_name = coalesce(:display_name, display_name), summary = coalesce(:summary, summary),
     owners = coalesce(:owners, owners), extra_perms = coalesce(:extra_perms, extra_perms),
     default_permissioned_as = coalesce(:default_permissioned_as, default_permissioned_as), edited_at = :now
   WHERE workspace_id = :workspace_id AND name = :name`,
  FOLDER_SHAPE,
)
