import type { Member } from '../../auth/index.ts'
import { groups, members, workspaces } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import { DEFAULT_SETTINGS } from '../workspace-edits.ts'
import type { ArchiveMember, ArchiveQuery } from './archive.ts'

const json = (value: unknown): string => JSON.stringify(value, null, 2)

/** Users, groups, settings and the key of a workspace, as files; each only when it is asked for, and for admins alone. */
export function settingsMembers({ auth, store }: Windmill, member: Member, query: ArchiveQuery): ArchiveMember[] {
  const { include_users, include_groups, include_settings, include_key } = query
  if (!include_users && !include_groups && !include_settings && !include_key) return []
  auth.requireAdmin(member)
  const { connection } = store
  const { workspace_id } = member
  const found: ArchiveMember[] = []
  if (include_users) {
    for (const { username, email, is_admin, operator, disabled } of members.listMembers.all(connection, {
      workspace_id,
    })) {
      const role = is_admin ? 'admin' : operator ? 'operator' : 'developer'
      found.push({ name: `users/${email}.user.json`, content: json({ username, role, disabled, email }) })
    }
  }
  if (include_groups) {
    for (const { name, summary, members: usernames, extra_perms } of groups.listGroups.all(connection, {
      workspace_id,
    })) {
      const admins = Object.keys(extra_perms).filter((owner) => extra_perms[owner])
      const users = usernames.map((username) => `u/${username}`).filter((user) => !admins.includes(user))
      found.push({ name: `groups/${name}.group.json`, content: json({ name, summary, members: users, admins }) })
    }
  }
  const workspace = workspaces.getWorkspace.one(connection, { id: workspace_id })!
  if (include_settings) {
    const handlers = { error_handler: null, success_handler: null }
    const { datatable, ...settings } = { ...DEFAULT_SETTINGS, ...workspace.settings }
    // A push whose file says nothing of data tables sends an empty list.
    const listed = Object.keys(datatable.datatables).length > 0 && { datatable }
    found.push({ name: 'settings.json', content: json({ ...handlers, ...settings, ...listed, name: workspace.name }) })
  }
  if (include_key) found.push({ name: 'encryption_key.json', content: json(workspace.encryption_key) })
  return found
}
