import { z } from 'zod'
import type { Member } from '../auth/index.ts'
import { readResource, visibleResource } from '../interpolate/index.ts'
import { badRequest } from '../shared/errors.ts'
import { isJsonObject, type Json } from '../shared/json.ts'
import { checkItemPath, checkName } from '../shared/paths.ts'
import { toTimestamp } from '../shared/system.ts'
import { resources, variables } from '../store/index.ts'
import { memberOf, newRoutes, pathOf, type Routes, readBody, readQuery } from './context.ts'
import { paged } from './paging.ts'
import { Flag } from './query-flag.ts'

const Fields = z.object({
  path: z.string().nullish(),
  value: z.json().optional(),
  resource_type: z.string().nullish(),
  description: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  ws_specific: z.boolean().nullish(),
})
const NewResource = Fields.extend({ path: z.string(), resource_type: z.string() })
const Filter = z.object({
  path_start: z.string().default(''),
  path: z.string().optional(),
  resource_type: z.string().optional(),
  resource_type_exclude: z.string().optional(),
})

/** A resource as `get` shows it; the list leaves its value out. */
const resourceView = (resource: resources.Resource, value: Json) => {
  const { labels, is_linked, ws_specific, edited_at, ...fields } = resource
  return {
    ...fields,
    value,
    edited_at: toTimestamp(edited_at),
    is_linked,
    is_refreshed: null,
    is_oauth: null,
    is_expired: null,
    refresh_error: null,
    account: null,
    ws_specific,
    is_draft: false,
    ...(labels && { labels }),
  }
}

/** Resources (`/api/w/:workspace/resources`). Their types are in `resource-types.ts`. */
export const resourceRoutes: Routes = (windmill) => {
  const { store, auth, system } = windmill
  const { connection } = store
  const routes = newRoutes()

  const seenBy = (member: Member) =>
    resources.listResources
      .all(connection, { workspace_id: member.workspace_id })
      .filter(({ path, extra_perms }) => auth.canRead(member, path, extra_perms))
  const changeable = (member: Member, path: string) => {
    const resource = visibleResource(windmill, member, path)
    auth.requireWrite(member, path, resource.extra_perms)
    return resource
  }
  const change = (resource: resources.Resource, fields: z.infer<typeof Fields>, moved?: string) =>
    resources.updateResource.run(connection, {
      workspace_id: resource.workspace_id,
      path: resource.path,
      new_path: moved,
      value: fields.value,
      description: fields.description ?? undefined,
      resource_type: fields.resource_type ?? undefined,
      labels: fields.labels ?? undefined,
      ws_specific: fields.ws_specific ?? undefined,
      now: system.now(),
    })

  routes.get('/list', (c) => {
    const filter = readQuery(c, Filter)
    const only = filter.resource_type?.split(',')
    const without = filter.resource_type_exclude?.split(',') ?? []
    const found = seenBy(memberOf(windmill, c)).filter(
      ({ path, resource_type }) =>
        path.startsWith(filter.path_start) &&
        (filter.path === undefined || path === filter.path) &&
        (only?.includes(resource_type) ?? true) &&
        !without.includes(resource_type),
    )
    return c.json(paged(c, found).map((resource) => resourceView(resource, null)))
  })

  routes.get('/list_search', (c) => c.json(seenBy(memberOf(windmill, c)).map(({ path, value }) => ({ path, value }))))

  routes.get('/list_names/:type', (c) => {
    const ofType = seenBy(memberOf(windmill, c)).filter(({ resource_type }) => resource_type === c.req.param('type'))
    return c.json(
      ofType.flatMap(({ path, value }) => (isJsonObject(value) && value.name ? [{ name: value.name, path }] : [])),
    )
  })

  routes.get('/get/:path{.+}', (c) => {
    const resource = visibleResource(windmill, memberOf(windmill, c), pathOf(c))
    return c.json(resourceView(resource, resource.value))
  })

  routes.get('/get_value/:path{.+}', (c) => c.json(visibleResource(windmill, memberOf(windmill, c), pathOf(c)).value))

  routes.get('/get_value_interpolated/:path{.+}', (c) =>
    c.json(readResource(windmill, memberOf(windmill, c), pathOf(c))),
  )

  routes.get('/exists/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    const [{ workspace_id }, path] = [member, pathOf(c)]
    const resource = resources.getResource.one(connection, { workspace_id, path })
    return c.json(resource !== undefined && auth.canRead(member, path, resource.extra_perms))
  })

  routes.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id } = member
    const { update_if_exists } = readQuery(c, z.object({ update_if_exists: Flag.default(false) }))
    const { path, resource_type, ...fields } = await readBody(c, NewResource)
    checkItemPath(path)
    checkName('Resource type', resource_type)
    if (update_if_exists && resources.getResource.one(connection, { workspace_id, path })) {
      change(changeable(member, path), { ...fields, resource_type })
      return c.text(`resource ${path} created`, 201)
    }
    auth.requireWrite(member, path, {})
    const made = resources.insertResource.run(connection, {
      workspace_id,
      path,
      value: fields.value ?? null,
      description: fields.description ?? undefined,
      resource_type,
      labels: fields.labels ?? undefined,
      ws_specific: fields.ws_specific ?? false,
      created_by: member.username,
      now: system.now(),
    })
    if (made === 0) throw badRequest(`Resource ${path} already exists`)
    return c.text(`resource ${path} created`, 201)
  })

  routes.post('/update/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const fields = await readBody(c, Fields)
    const resource = changeable(member, pathOf(c))
    const { workspace_id, path } = resource
    if (fields.resource_type) checkName('Resource type', fields.resource_type)
    const moved = fields.path && fields.path !== path ? fields.path : undefined
    if (moved) {
      checkItemPath(moved)
      auth.requireOwner(member, path)
      auth.requireWrite(member, moved, {})
      if (resources.getResource.one(connection, { workspace_id, path: moved })) {
        throw badRequest(`Resource ${moved} already exists`)
      }
    }
    change(resource, fields, moved)
    return c.text(`resource ${path} updated (npath: "${moved ?? path}")`)
  })

  routes.post('/update_value/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const { value = null } = await readBody(c, z.object({ value: z.json().optional() }))
    const resource = changeable(member, pathOf(c))
    change(resource, { value })
    return c.text(`value of resource ${resource.path} updated`)
  })

  /** With it goes the variable of the same path. */
  routes.delete('/delete/:path{.+}', (c) => {
    const { workspace_id, path } = changeable(memberOf(windmill, c), pathOf(c))
    store.transaction(() => {
      resources.deleteResource.run(connection, { workspace_id, path })
      variables.deleteVariable.run(connection, { workspace_id, path })
    })
    return c.text(`resource ${path} deleted`)
  })

  return routes
}
