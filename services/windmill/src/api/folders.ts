import { z } from 'zod'
import { type Member, permissionedAs } from '../auth/index.ts'
import { badRequest, notFoundAt, permissionDenied } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { checkName } from '../shared/paths.ts'
import { toTimestamp } from '../shared/system.ts'
import { folders } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody, workspaceOf } from './context.ts'
import { Owner, Perms } from './owners.ts'
import { paged } from './paging.ts'

const Fields = z.object({
  display_name: z.string().nullish(),
  summary: z.string().nullish(),
  owners: z.array(Owner).nullish(),
  extra_perms: Perms.nullish(),
  default_permissioned_as: z.array(z.json()).nullish(),
})
const NewFolder = Fields.extend({ name: z.string() })

/** A folder as `get` and the list show it. */
const folderView = (folder: folders.Folder) => ({ ...folder, edited_at: toTimestamp(folder.edited_at) })

/** Owners may write, so the permissions say it too; 400 when they say otherwise. */
function permsWith(owners: string[], extraPerms: Record<string, boolean>): Record<string, boolean> {
  const barred = owners.find((owner) => extraPerms[owner] === false)
  if (barred)
    throw badRequest(`Owner ${barred} would not have permission to write to folder and that is an invalid state`)
  return { ...extraPerms, ...Object.fromEntries(owners.map((owner) => [owner, true])) }
}

/** Folders (`/api/w/:workspace/folders`). Whoever makes one owns it; owners and admins change it. */
export const folderRoutes: Routes = (windmill) => {
  const { store, auth, system } = windmill
  const { connection } = store
  const routes = newRoutes()

  const sees = (member: Member, folder: folders.Folder) => member.is_admin || member.folders_read.includes(folder.name)
  const visible = (member: Member, name: string) => {
    const folder = folders.getFolder.one(connection, { workspace_id: member.workspace_id, name })
    if (!folder || !sees(member, folder)) throw notFoundAt('Folder', 'name', name)
    return folder
  }
  const owned = (member: Member, name: string) => {
    const folder = visible(member, name)
    if (!member.is_admin && !member.folders_owners.includes(name)) {
      throw permissionDenied(`You are not an owner of ${name} and hence cannot modify it`)
    }
    return folder
  }
  const visibleOnes = (member: Member) =>
    folders.listFolders.all(connection, { workspace_id: member.workspace_id }).filter((folder) => sees(member, folder))
  const change = (
    { workspace_id, name }: folders.Folder,
    fields: { owners?: string[]; extra_perms?: Record<string, boolean> } & Partial<
      Record<'display_name' | 'summary', string>
    > & { default_permissioned_as?: Json[] },
  ) =>
    folders.updateFolder.run(connection, {
      workspace_id,
      name,
      display_name: fields.display_name,
      summary: fields.summary,
      owners: fields.owners,
      extra_perms: fields.extra_perms,
      default_permissioned_as: fields.default_permissioned_as,
      now: system.now(),
    })

  routes.get('/list', (c) => c.json(paged(c, visibleOnes(memberOf(windmill, c))).map(folderView)))

  routes.get('/listnames', (c) => c.json(paged(c, visibleOnes(memberOf(windmill, c))).map(({ name }) => name)))

  routes.get('/get/:name', (c) => c.json(folderView(visible(memberOf(windmill, c), c.req.param('name')))))

  routes.get('/exists/:name', (c) => {
    memberOf(windmill, c)
    const name = c.req.param('name')
    return c.json(folders.getFolder.one(connection, { workspace_id: workspaceOf(c), name }) !== undefined)
  })

  routes.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    const { name, ...fields } = await readBody(c, NewFolder)
    checkName('Folder name', name)
    auth.requireWorkspace(member.workspace_id)
    const creator = permissionedAs(member.username)
    const given = fields.owners ?? []
    const owners = given.includes(creator) || member.non_member ? given : [...given, creator]
    const made = folders.insertFolder.run(connection, {
      workspace_id: member.workspace_id,
      name,
      display_name: fields.display_name ?? name,
      summary: fields.summary ?? null,
      owners,
      extra_perms: permsWith(owners, fields.extra_perms ?? {}),
      default_permissioned_as: fields.default_permissioned_as ?? [],
      created_by: member.username,
      edited_at: system.now(),
    })
    if (made === 0) throw badRequest(`Folder ${name} already exists`)
    return c.text(`Created folder ${name}`)
  })

  routes.post('/update/:name', async (c) => {
    const member = memberOf(windmill, c)
    const fields = await readBody(c, Fields)
    const folder = owned(member, c.req.param('name'))
    const owners = fields.owners ?? folder.owners
    change(folder, {
      display_name: fields.display_name ?? undefined,
      summary: fields.summary ?? undefined,
      owners,
      extra_perms: permsWith(owners, fields.extra_perms ?? folder.extra_perms),
      default_permissioned_as: fields.default_permissioned_as ?? undefined,
    })
    return c.text(`Updated folder ${folder.name}`)
  })

  routes.delete('/delete/:name', (c) => {
    const { workspace_id, name } = owned(memberOf(windmill, c), c.req.param('name'))
    folders.deleteFolder.run(connection, { workspace_id, name })
    return c.text(`delete folder at name ${name}`)
  })

  routes.get('/getusage/:name', (c) => {
    const { workspace_id, name } = visible(memberOf(windmill, c), c.req.param('name'))
    return c.json(folders.folderUsage.one(connection, { workspace_id, prefix: `f/${name}/` }))
  })

  routes.get('/is_owner/:name', (c) => {
    const member = memberOf(windmill, c)
    return c.json(member.is_admin || member.folders_owners.includes(c.req.param('name')))
  })

  routes.post('/addowner/:name', async (c) => {
    const member = memberOf(windmill, c)
    const { owner } = await readBody(c, z.object({ owner: Owner }))
    const folder = owned(member, c.req.param('name'))
    const owners = [...folder.owners.filter((each) => each !== owner), owner]
    change(folder, { owners, extra_perms: { ...folder.extra_perms, [owner]: true } })
    return c.text(`Added ${owner} to folder ${folder.name}`)
  })

  /** Who is no longer an owner may still write or read, as `write` says; nothing at all when it is absent. */
  routes.post('/removeowner/:name', async (c) => {
    const member = memberOf(windmill, c)
    const { owner, write } = await readBody(c, z.object({ owner: Owner, write: z.boolean().nullish() }))
    const folder = owned(member, c.req.param('name'))
    const { [owner]: _, ...others } = folder.extra_perms
    const kept = write === null || write === undefined ? others : { ...others, [owner]: write }
    change(folder, { owners: folder.owners.filter((each) => each !== owner), extra_perms: kept })
    return c.text(`Removed ${owner} from folder ${folder.name}`)
  })

  return routes
}
