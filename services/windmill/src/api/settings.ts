import { z } from 'zod'
import type { Json } from '../shared/json.ts'
import { instance } from '../store/index.ts'
import { newRoutes, type Routes, readBody } from './context.ts'

/** What a setting is until somebody sets it; null for any other. */
const DEFAULTS: Record<string, Json> = {
  /** Usernames are made of e-mail addresses: `wmill workspace add --create` then asks for none. */
  automate_username_creation: true,
}

/** Settings that every caller may read. */
const OPEN = ['automate_username_creation', 'default_tags_per_workspace', 'email_domain', 'hub_accessible_url']

/** What holds for all workspaces (`/api/settings`). It is kept and handed back; only usernames depend on it here. */
export const settingsRoutes: Routes = ({ store, auth }) => {
  const { connection } = store
  const routes = newRoutes()

  routes.get('/global/:key', (c) => {
    const name = c.req.param('key')
    if (OPEN.includes(name)) auth.require(c.req.raw)
    else auth.requireSuperAdmin(c.req.raw)
    return c.json(instance.getSetting.one(connection, { name })?.value ?? DEFAULTS[name] ?? null)
  })

  routes.post('/global/:key', async (c) => {
    auth.requireSuperAdmin(c.req.raw)
    const name = c.req.param('key')
    const { value = null } = await readBody(c, z.object({ value: z.json().optional() }))
    if (value === null) instance.deleteSetting.run(connection, { name })
    else instance.setSetting.run(connection, { name, value })
    return c.text(`set global setting ${name}`)
  })

  routes.get('/list_global', (c) => {
    auth.requireSuperAdmin(c.req.raw)
    return c.json(instance.listSettings.all(connection, undefined))
  })

  return routes
}
