import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** The workspaces that an e-mail is a member of, by id. */
export const listWorkspacesOf = query<
  { email: string },
  { id: string; name: string; owner: string; settings: JsonObject; username: string; disabled: boolean }
>(
  `SELECT workspace.id, workspace.name, workspace.owner, workspace.settings, member.username, member.disabled
   FROM workspace JOIN workspace_member AS member ON member.workspace_id = workspace.id
   WHERE member.email = :email ORDER BY workspace.id`,
  { json: ['settings'], bool: ['disabled'] },
)
