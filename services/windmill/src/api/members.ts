import { z } from 'zod'
import type { Member } from '../auth/index.ts'
import { badRequest, notFound } from '../shared/errors.ts'
import { toTimestamp } from '../shared/system.ts'
import { accounts, groups, members } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody, workspaceOf } from './context.ts'

const Change = z.object({
  is_admin: z.boolean().nullish(),
  operator: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
})

/** A member as `whoami` and the list show them. */
const memberView = (member: Member, disabled = false) => ({
  workspace_id: member.workspace_id,
  email: member.email,
  username: member.username,
  is_admin: member.is_admin,
  is_super_admin: member.is_super_admin,
  created_at: toTimestamp(member.created_at),
  groups: member.groups,
  operator: member.operator,
  disabled,
  role: null,
  folders_read: member.folders_read,
  folders: member.folders,
  folders_owners: member.folders_owners,
  name: member.name,
  is_service_account: false,
  non_member: member.non_member,
})

/** The members of a workspace (`/api/w/:workspace/users`); they are added at `/api/w/:workspace/workspaces/add_user`. */
export const memberRoutes: Routes = (windmill) => {
  const { store, auth } = windmill
  const { connection } = store
  const routes = newRoutes()

  const rowAt = (workspace_id: string, username: string) => {
    const row = members.getMemberByUsername.one(connection, { workspace_id, username })
    if (!row) throw notFound(`User not found at name ${username}`)
    return row
  }
  const view = ({ workspace_id, username, email, disabled, ...row }: members.MemberRow) => {
    const member = auth.memberAs(workspace_id, `u/${username}`, email)
    if (member) return memberView(member, disabled)
    const nothing = { groups: [], folders_read: [], folders: [], folders_owners: [] }
    const without = { ...row, ...nothing, workspace_id, username, email, name: null, is_super_admin: false }
    return memberView({ ...without, non_member: false, token: { label: null } }, disabled)
  }

  routes.get('/whoami', (c) => c.json(memberView(memberOf(windmill, c))))

  routes.get('/list', (c) => {
    memberOf(windmill, c)
    return c.json(members.listMembers.all(connection, { workspace_id: workspaceOf(c) }).map(view))
  })

  routes.get('/list_usernames', (c) => {
    memberOf(windmill, c)
    return c.json(members.listMembers.all(connection, { workspace_id: workspaceOf(c) }).map((row) => row.username))
  })

  routes.get('/get/:username', (c) => {
    memberOf(windmill, c)
    return c.json(view(rowAt(workspaceOf(c), c.req.param('username'))))
  })

  routes.get('/username_to_email/:username', (c) => {
    memberOf(windmill, c)
    const username = c.req.param('username')
    const row = members.getMemberByUsername.one(connection, { workspace_id: workspaceOf(c), username })
    const email = row?.email ?? accounts.getAccountByUsername.one(connection, { username })?.email
    if (!email) throw notFound(`User not found at name ${username}`)
    return c.text(email)
  })

  routes.post('/exists', async (c) => {
    memberOf(windmill, c)
    const { username } = await readBody(c, z.object({ username: z.string() }))
    const row = members.getMemberByUsername.one(connection, { workspace_id: workspaceOf(c), username })
    return c.json(row !== undefined)
  })

  routes.post('/update/:username', async (c) => {
    const member = memberOf(windmill, c)
    auth.requireAdmin(member)
    const { username, workspace_id } = rowAt(workspaceOf(c), c.req.param('username'))
    const { is_admin, operator, disabled } = await readBody(c, Change)
    if (username === member.username && (is_admin === false || disabled)) {
      throw badRequest('You cannot take your own admin role away')
    }
    members.updateMember.run(connection, {
      workspace_id,
      username,
      is_admin: is_admin ?? undefined,
      operator: operator ?? undefined,
      disabled: disabled ?? undefined,
    })
    return c.text(`user ${username} updated`)
  })

  routes.delete('/delete/:username', (c) => {
    auth.requireAdmin(memberOf(windmill, c))
    const { username, workspace_id } = rowAt(workspaceOf(c), c.req.param('username'))
    store.transaction(() => {
      members.deleteMember.run(connection, { workspace_id, username })
      groups.leaveGroups.run(connection, { workspace_id, username })
    })
    return c.text(`username ${username} deleted`)
  })

  return routes
}
