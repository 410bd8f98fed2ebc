import type { Context } from 'hono'
import { z } from 'zod'
import { notFound } from '../shared/errors.ts'
import { memberOf, newRoutes, type Routes, readBody, readQuery } from './context.ts'

/** The one data table that a workspace has. */
const MAIN = 'main'

const Version = z.coerce.number().int().positive()
const Migration = z.object({
  timestamp: Version,
  name: z.string().min(1).max(255),
  code_up: z.string(),
  code_down: z.string().nullish(),
})

/** The data table `main` and its migrations (`/api/w/:workspace/workspaces/…datatable…`), as the CLI asks for them. */
export const datatableRoutes: Routes = (windmill) => {
  const { auth, datatable } = windmill
  const { migrations } = datatable
  const routes = newRoutes()

  /** Migrations are written by admins alone, and belong to a data table that is there. */
  const requireChangeable = (c: Context): void => {
    auth.requireAdmin(memberOf(windmill, c))
    const name = c.req.param('name')
    if (name !== MAIN) throw notFound(`Data table ${name} not found: there is ${MAIN}`)
  }

  routes.get('/list_datatables', (c) => {
    memberOf(windmill, c)
    return c.json([{ name: MAIN, resource_type: 'instance', resource_path: MAIN, permissioned: false }])
  })

  routes.get('/list_datatable_schemas', async (c) => {
    memberOf(windmill, c)
    return c.json(await datatable.schemas())
  })

  routes.get('/list_datatable_migrations', async (c) => {
    memberOf(windmill, c)
    const list = await migrations.list()
    return c.json(
      list.map(({ timestamp, name, up, down }) => ({
        datatable: MAIN,
        timestamp,
        name,
        code_up: up,
        ...(down !== undefined && { code_down: down }),
      })),
    )
  })

  routes.get('/datatable_migrations_status/:name', async (c) => {
    requireChangeable(c)
    const list = await migrations.list()
    return c.json({
      enabled: true,
      migrations: list.map(({ timestamp, name, up, down, appliedAt }) => ({
        timestamp,
        name,
        code_up: up,
        ...(down !== undefined && { code_down: down }),
        status: appliedAt === null ? 'not_run' : 'ran',
      })),
    })
  })

  routes.post('/upsert_datatable_migration/:name', async (c) => {
    requireChangeable(c)
    const { timestamp, name, code_up, code_down } = await readBody(c, Migration)
    await migrations.upsert({ timestamp, name, up: code_up, ...(typeof code_down === 'string' && { down: code_down }) })
    return c.text(`upserted migration ${timestamp}_${name}`)
  })

  routes.delete('/delete_datatable_migration/:name/:timestamp', async (c) => {
    requireChangeable(c)
    const timestamp = Number(c.req.param('timestamp'))
    await migrations.remove(timestamp)
    return c.text(`deleted migration ${timestamp}`)
  })

  routes.post('/run_datatable_migrations/:name', async (c) => {
    requireChangeable(c)
    const { up_to, only } = readQuery(c, z.object({ up_to: Version.optional(), only: Version.optional() }))
    return c.json({ applied: await migrations.run({ upTo: up_to, only }) })
  })

  routes.post('/rollback_datatable_migrations/:name', async (c) => {
    requireChangeable(c)
    const { only } = readQuery(c, z.object({ only: Version.optional() }))
    return c.json({ rolled_back: await migrations.rollback(1, { only }) })
  })

  return routes
}
