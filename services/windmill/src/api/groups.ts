import { z } from 'zod'
import { EVERYBODY, type Member } from '../auth/index.ts'
import { badRequest, notFound, notFoundAt, permissionDenied } from '../shared/errors.ts'
import { checkName } from '../shared/paths.ts'
import { groups, members } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody } from './context.ts'
import { DEPLOYERS } from './items/folder-default.ts'
import { paged } from './paging.ts'

const NewGroup = z.object({ name: z.string(), summary: z.string().nullish() })
const Username = z.object({ username: z.string() })

/** Groups of members (`/api/w/:workspace/groups`). Everybody sees them; admins and whom a group names change it. */
export const groupRoutes: Routes = (windmill) => {
  const { store, auth } = windmill
  const { connection } = store
  const routes = newRoutes()

  /** The group `all` has every member. */
  const view = (group: groups.Group): groups.Group =>
    group.name === EVERYBODY
      ? { ...group, members: members.listMembers.all(connection, group).map(({ username }) => username) }
      : group
  const groupAt = ({ workspace_id }: Member, name: string) => {
    const group = groups.getGroup.one(connection, { workspace_id, name })
    if (!group) throw notFoundAt('Group', 'name', name)
    return group
  }
  const changeable = (member: Member, name: string) => {
    const group = groupAt(member, name)
    if (name === EVERYBODY) throw badRequest('The group all has every member, and cannot be changed')
    if (!member.is_admin && group.extra_perms[`u/${member.username}`] !== true) {
      throw permissionDenied(`${member.username} is not an owner of the group ${name}`)
    }
    return group
  }
  const all = ({ workspace_id }: Member) => groups.listGroups.all(connection, { workspace_id })

  routes.get('/list', (c) => c.json(paged(c, all(memberOf(windmill, c))).map(view)))

  routes.get('/listnames', (c) => c.json(all(memberOf(windmill, c)).map(({ name }) => name)))

  routes.get('/get/:name', (c) => c.json(view(groupAt(memberOf(windmill, c), c.req.param('name')))))

  routes.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id, username, non_member } = member
    const { name, summary = null } = await readBody(c, NewGroup)
    checkName('Group name', name)
    auth.requireWorkspace(workspace_id)
    // Its members say as whom things run.
    if (name === DEPLOYERS) auth.requireAdmin(member)
    const made = store.transaction(() => {
      const extra_perms = { [`u/${username}`]: true }
      if (groups.insertGroup.run(connection, { workspace_id, name, summary, extra_perms }) === 0) return false
      if (!non_member) groups.addToGroup.run(connection, { workspace_id, group_name: name, username })
      return true
    })
    if (!made) throw badRequest(`Group ${name} already exists`)
    return c.text(`Created group ${name}`)
  })

  routes.post('/update/:name', async (c) => {
    const { workspace_id, name } = changeable(memberOf(windmill, c), c.req.param('name'))
    const { summary = null } = await readBody(c, z.object({ summary: z.string().nullish() }))
    groups.updateGroup.run(connection, { workspace_id, name, summary })
    return c.text(`Edited group ${name}`)
  })

  routes.delete('/delete/:name', (c) => {
    const { workspace_id, name } = changeable(memberOf(windmill, c), c.req.param('name'))
    groups.deleteGroup.run(connection, { workspace_id, name })
    return c.text(`delete group at name ${name}`)
  })

  routes.post('/adduser/:name', async (c) => {
    const { workspace_id, name } = changeable(memberOf(windmill, c), c.req.param('name'))
    const { username } = await readBody(c, Username)
    if (!members.getMemberByUsername.one(connection, { workspace_id, username })) {
      throw notFound(`User not found at name ${username}`)
    }
    groups.addToGroup.run(connection, { workspace_id, group_name: name, username })
    return c.text(`Added ${username} to group ${name}`)
  })

  routes.post('/removeuser/:name', async (c) => {
    const { workspace_id, name } = changeable(memberOf(windmill, c), c.req.param('name'))
    const { username } = await readBody(c, Username)
    groups.removeFromGroup.run(connection, { workspace_id, group_name: name, username })
    return c.text(`Removed ${username} from group ${name}`)
  })

  return routes
}
