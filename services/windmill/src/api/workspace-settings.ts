import { z } from 'zod'
import { badRequest, notFound } from '../shared/errors.ts'
import { accounts, members, workspaces } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody, workspaceOf } from './context.ts'
import { freeUsername, USERNAME } from './usernames.ts'
import { DEFAULT_SETTINGS, NOT_SET } from './workspace-edits.ts'

const NewMember = z.object({
  email: z.email().transform((email) => email.toLowerCase()),
  username: z.string().regex(USERNAME, "a letter, then letters, digits, '_' and '-'").nullish(),
  is_admin: z.boolean().default(false),
  operator: z.boolean().default(false),
})

/** What holds in one workspace (`/api/w/:workspace/workspaces`). */
export const workspaceSettingsRoutes: Routes = (windmill) => {
  const { store, auth, system } = windmill
  const { connection } = store
  const routes = newRoutes()

  const workspaceAt = (id: string) => {
    const workspace = workspaces.getWorkspace.one(connection, { id })
    if (!workspace) throw notFound(`Workspace ${id} not found`)
    return workspace
  }

  routes.get('/get_settings', (c) => {
    memberOf(windmill, c)
    const { id, settings } = workspaceAt(workspaceOf(c))
    return c.json({ workspace_id: id, ...NOT_SET, ...DEFAULT_SETTINGS, ...settings })
  })

  routes.get('/get_workspace_name', (c) => {
    memberOf(windmill, c)
    return c.text(workspaceAt(workspaceOf(c)).name)
  })

  routes.post('/change_workspace_name', async (c) => {
    auth.requireAdmin(memberOf(windmill, c))
    const { new_name } = await readBody(c, z.object({ new_name: z.string().min(1).max(50) }))
    const { id } = workspaceAt(workspaceOf(c))
    workspaces.renameWorkspace.run(connection, { id, name: new_name })
    return c.text(`updated workspace name to ${new_name}`)
  })

  routes.get('/list_ws_specific', (c) => {
    const member = memberOf(windmill, c)
    const items = workspaces.listSpecificItems.all(connection, { workspace_id: workspaceOf(c) })
    return c.json(items.filter(({ path }) => auth.canRead(member, path, {})))
  })

  routes.get('/is_premium', (c) => {
    memberOf(windmill, c)
    return c.json(false)
  })

  routes.post('/add_user', async (c) => {
    auth.requireAdmin(memberOf(windmill, c))
    const { email, username, is_admin, operator } = await readBody(c, NewMember)
    const workspace_id = workspaceAt(workspaceOf(c)).id
    const known = accounts.getAccount.one(connection, { email })?.username
    const name = username ?? known ?? freeUsername(store, email)
    const row = { workspace_id, email, username: name, is_admin, operator, now: system.now() }
    if (members.insertMember.run(connection, row) === 0) {
      throw badRequest(`The e-mail ${email} or the username ${name} is a member already`)
    }
    return c.text(`user with email ${email} added`, 201)
  })

  return routes
}
