import type { Context } from 'hono'
import { z } from 'zod'
import type { Member } from '../auth/index.ts'
import { badRequest, notFoundAt, permissionDenied } from '../shared/errors.ts'
import { acls } from '../store/index.ts'
import { memberOf, newRoutes, pathOf, type Routes, readBody } from './context.ts'
import { Owner } from './owners.ts'

type Perms = Record<string, boolean>

/**
 * Permissions that an item has of its own
 * (`/api/w/:workspace/acls/…/:kind/:path`). Owners of a path give and take them.
 */
export const aclRoutes: Routes = (windmill) => {
  const { store, auth } = windmill
  const { connection } = store
  const routes = newRoutes()

  const kindOf = (c: Context): acls.AclKind => {
    const kind = c.req.param('kind') as acls.AclKind
    if (acls.ACL_KINDS.includes(kind)) return kind
    throw badRequest(`${kind} has no permissions. These have: ${acls.ACL_KINDS.join(', ')}`)
  }
  const sees = (member: Member, kind: acls.AclKind, path: string, perms: Perms): boolean => {
    if (kind === 'group_') return true
    if (kind === 'folder') return member.is_admin || member.folders_read.includes(path)
    return auth.canRead(member, path, perms)
  }
  const requireOwner = (member: Member, kind: acls.AclKind, path: string, perms: Perms): void => {
    if (kind !== 'group_') auth.requireOwner(member, kind === 'folder' ? `f/${path}` : path)
    else if (!member.is_admin && perms[`u/${member.username}`] !== true) {
      throw permissionDenied(`${member.username} is not an owner of the group ${path}`)
    }
  }
  const visible = (member: Member, kind: acls.AclKind, path: string): Perms => {
    const item = acls.getAcl[kind].one(connection, { workspace_id: member.workspace_id, path })
    if (!item || !sees(member, kind, path, item.extra_perms)) throw notFoundAt(kind, 'name', path)
    return item.extra_perms
  }
  const change = (c: Context, to: (perms: Perms) => Perms): void => {
    const member = memberOf(windmill, c)
    const [kind, path] = [kindOf(c), pathOf(c)]
    store.transaction(() => {
      const perms = visible(member, kind, path)
      requireOwner(member, kind, path, perms)
      const extra_perms = to(perms)
      acls.setAcl[kind].run(connection, { workspace_id: member.workspace_id, path, extra_perms })
    })
  }

  routes.get('/get/:kind/:path{.+}', (c) => c.json(visible(memberOf(windmill, c), kindOf(c), pathOf(c))))

  routes.post('/add/:kind/:path{.+}', async (c) => {
    const { owner, write } = await readBody(c, z.object({ owner: Owner, write: z.boolean().nullish() }))
    change(c, (perms) => ({ ...perms, [owner]: write ?? false }))
    return c.text('Successfully modified granular acl')
  })

  routes.post('/remove/:kind/:path{.+}', async (c) => {
    const { owner } = await readBody(c, z.object({ owner: Owner }))
    change(c, ({ [owner]: _, ...others }) => others)
    return c.text('Successfully removed granular acl')
  })

  return routes
}
