import { z } from 'zod'
import { notFound, permissionDenied } from '../shared/errors.ts'
import { workspaces } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody } from './context.ts'

const NewKey = z.object({
  new_key: z.string().regex(/^[0-9a-zA-Z]{64}$/, 'a key has 64 letters and digits'),
  skip_reencrypt: z.boolean().nullish(),
})

/**
 * The key that the secrets of a workspace are sealed with (`/api/w/:workspace/workspaces/encryption_key`), which
 * `wmill sync pull --include-key` keeps and a push puts back. For admins, and not for the jobs that they run.
 */
export const workspaceKeyRoutes: Routes = (windmill) => {
  const { store, auth } = windmill
  const routes = newRoutes()

  const adminOf = (c: Parameters<typeof memberOf>[1]) => {
    const member = memberOf(windmill, c)
    auth.requireAdmin(member)
    if (member.token.job_id)
      throw permissionDenied('A job does not get the key of its workspace: use the token of an admin')
    return member
  }

  routes.get('/encryption_key', (c) => {
    const { workspace_id: id } = adminOf(c)
    const workspace = workspaces.getWorkspace.one(store.connection, { id })
    if (!workspace) throw notFound(`Workspace ${id} not found`)
    return c.json({ key: workspace.encryption_key })
  })

  routes.post('/encryption_key', async (c) => {
    const { workspace_id } = adminOf(c)
    const { new_key, skip_reencrypt } = await readBody(c, NewKey)
    auth.changeKey(workspace_id, new_key, skip_reencrypt ?? false)
    return c.text(`Encryption key updated for workspace ${workspace_id}`)
  })

  return routes
}
