import { z } from 'zod'
import { createWorkspace } from '../auth/index.ts'
import { badRequest, notFound } from '../shared/errors.ts'
import { accounts, members, workspaces } from '../store/index.ts'
import { newRoutes, type Routes, readBody } from './context.ts'
import { pagingOf } from './paging.ts'
import { USERNAME } from './usernames.ts'

const WORKSPACE_ID = /^\w+(-\w+)*$/
/** Ids that mean something else. */
const RESERVED = ['global']

const NewWorkspace = z.object({
  id: z.string().max(50).regex(WORKSPACE_ID, "letters, digits and '_', with single '-' between"),
  name: z.string().min(1).max(50),
  username: z.string().regex(USERNAME, "a letter, then letters, digits, '_' and '-'").nullish(),
  color: z.string().nullish(),
})

/** What the lists of workspaces show. */
const workspaceView = ({
  id,
  name,
  owner,
  settings,
}: Pick<workspaces.Workspace, 'id' | 'name' | 'owner' | 'settings'>) => ({
  id,
  name,
  owner,
  deleted: false,
  color: settings.color ?? null,
  parent_workspace_id: null,
  is_dev_workspace: false,
  dev_workspace_label: null,
})

/** The workspaces of the server (`/api/workspaces`). */
export const workspaceRoutes: Routes = ({ store, auth, system }) => {
  const { connection } = store
  const routes = newRoutes()

  routes.get('/list', (c) => {
    const { email } = auth.require(c.req.raw)
    return c.json(workspaces.listWorkspacesOf.all(connection, { email }).map(workspaceView))
  })

  routes.get('/list_as_superadmin', (c) => {
    auth.requireSuperAdmin(c.req.raw)
    return c.json(workspaces.listWorkspaces.all(connection, pagingOf(c)).map(workspaceView))
  })

  routes.get('/users', (c) => {
    const { email } = auth.require(c.req.raw)
    const own = workspaces.listWorkspacesOf.all(connection, { email }).map((row) => ({
      id: row.id,
      name: row.name,
      username: row.username,
      color: row.settings.color ?? null,
      operator_settings: null,
      parent_workspace_id: null,
      is_dev_workspace: false,
      dev_workspace_label: null,
      created_by: row.owner,
      disabled: row.disabled,
    }))
    return c.json({ email, workspaces: own })
  })

  routes.post('/exists', async (c) => {
    auth.require(c.req.raw)
    const { id } = await readBody(c, z.object({ id: z.string() }))
    return c.json(workspaces.getWorkspace.one(connection, { id }) !== undefined)
  })

  routes.post('/exists_username', async (c) => {
    auth.require(c.req.raw)
    const { id, username } = await readBody(c, z.object({ id: z.string(), username: z.string() }))
    return c.json(members.getMemberByUsername.one(connection, { workspace_id: id, username }) !== undefined)
  })

  routes.get('/create_workspace_require_superadmin', (c) => c.text('true'))

  routes.post('/create', async (c) => {
    const { email } = auth.requireSuperAdmin(c.req.raw)
    const { id, name, username, color } = await readBody(c, NewWorkspace)
    if (RESERVED.includes(id)) throw badRequest(`'${id}' is not allowed as a workspace ID`)
    const account = accounts.getAccount.one(connection, { email })
    const owner = { email, username: username ?? account?.username ?? 'admin' }
    const made = createWorkspace(store, system, { id, name, settings: color ? { color } : {} }, owner)
    if (!made) throw badRequest(`Workspace ${id} already exists`)
    return c.text(`Created workspace ${id}`)
  })

  routes.delete('/delete/:id', (c) => {
    auth.requireSuperAdmin(c.req.raw)
    const id = c.req.param('id')
    if (workspaces.deleteWorkspace.run(connection, { id }) === 0) throw notFound(`Workspace ${id} not found`)
    return c.text(`Deleted workspace ${id}`)
  })

  return routes
}
