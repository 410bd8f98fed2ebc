import type { JsonObject } from '../shared/json.ts'
import type { System } from '../shared/system.ts'
import { groups, members, type Store, workspaces } from '../store/index.ts'
import { EVERYBODY } from './members.ts'

/**
 * Makes a workspace with its key, its group `all` and its first
 * admin. False when the id is taken; then nothing changes.
 */
export function createWorkspace(
  store: Store,
  system: System,
  workspace: { id: string; name: string; settings?: JsonObject },
  owner: { email: string; username: string },
): boolean {
  const { connection } = store
  const { id, name, settings = {} } = workspace
  return store.transaction(() => {
    const now = system.now()
    const encryption_key = system.secret(32)
    const made = workspaces.insertWorkspace.run(connection, {
      id,
      name,
      owner: owner.email,
      encryption_key,
      settings,
      now,
    })
    if (made === 0) return false
    members.insertMember.run(connection, { workspace_id: id, ...owner, is_admin: true, operator: false, now })
    const summary = 'The group that contains all users of this workspace'
    groups.insertGroup.run(connection, { workspace_id: id, name: EVERYBODY, summary, extra_perms: {} })
    return true
  })
}
