import { z } from 'zod'
import type { Member } from '../auth/index.ts'
import { badRequest, notFoundAt, permissionDenied } from '../shared/errors.ts'
import { checkName } from '../shared/paths.ts'
import { toTimestamp } from '../shared/system.ts'
import { resourceTypes } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody } from './context.ts'

const Fields = z.object({
  schema: z.json().optional(),
  description: z.string().nullish(),
  is_fileset: z.boolean().nullish(),
})
const NewType = Fields.extend({ name: z.string(), format_extension: z.string().nullish() })

const typeView = (type: resourceTypes.ResourceType) => ({ ...type, edited_at: toTimestamp(type.edited_at) })

/** Resource types (`/api/w/:workspace/resources/type`, and what says which of them are files). All members see all. */
export const resourceTypeRoutes: Routes = (windmill) => {
  const { store, auth, system } = windmill
  const { connection } = store
  const routes = newRoutes()

  const all = ({ workspace_id }: Member) => resourceTypes.listResourceTypes.all(connection, { workspace_id })
  const typeAt = ({ workspace_id }: Member, name: string) => {
    const type = resourceTypes.getResourceType.one(connection, { workspace_id, name })
    if (!type) throw notFoundAt('ResourceType', 'name', name)
    return type
  }
  const changeable = (member: Member, name: string) => {
    const type = typeAt(member, name)
    if (!member.is_admin && type.created_by !== member.username) {
      throw permissionDenied(`Only ${type.created_by} and admins may change the resource type ${name}`)
    }
    return type
  }

  routes.get('/file_resource_type_to_file_ext_map', (c) => {
    const files = all(memberOf(windmill, c)).filter((type) => type.format_extension !== null)
    return c.json(
      Object.fromEntries(
        files.map(({ name, format_extension, is_fileset }) => [name, { format_extension, is_fileset }]),
      ),
    )
  })

  routes.get('/type/list', (c) => c.json(all(memberOf(windmill, c)).map(typeView)))

  routes.get('/type/listnames', (c) => c.json(all(memberOf(windmill, c)).map(({ name }) => name)))

  routes.get('/type/get/:name', (c) => c.json(typeView(typeAt(memberOf(windmill, c), c.req.param('name')))))

  routes.get('/type/exists/:name', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(
      resourceTypes.getResourceType.one(connection, { workspace_id, name: c.req.param('name') }) !== undefined,
    )
  })

  routes.post('/type/create', async (c) => {
    const { workspace_id, username } = memberOf(windmill, c)
    const { name, schema, description, format_extension, is_fileset } = await readBody(c, NewType)
    checkName('Resource type', name)
    auth.requireWorkspace(workspace_id)
    const made = resourceTypes.insertResourceType.run(connection, {
      workspace_id,
      name,
      schema,
      description: description ?? undefined,
      format_extension: format_extension ?? undefined,
      is_fileset: is_fileset ?? false,
      created_by: username,
      now: system.now(),
    })
    if (made === 0) throw badRequest(`Resource type ${name} already exists`)
    return c.text(`resource_type ${name} created`, 201)
  })

  routes.post('/type/update/:name', async (c) => {
    const { workspace_id, name } = changeable(memberOf(windmill, c), c.req.param('name'))
    const { schema, description, is_fileset } = await readBody(c, Fields)
    resourceTypes.updateResourceType.run(connection, {
      workspace_id,
      name,
      schema,
      description: description ?? undefined,
      is_fileset: is_fileset ?? undefined,
      now: system.now(),
    })
    return c.text(`resource_type ${name} updated`)
  })

  routes.delete('/type/delete/:name', (c) => {
    const { workspace_id, name } = changeable(memberOf(windmill, c), c.req.param('name'))
    resourceTypes.deleteResourceType.run(connection, { workspace_id, name })
    return c.text(`resource_type ${name} deleted`)
  })

  return routes
}
