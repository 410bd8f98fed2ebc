import { z } from 'zod'
import { notFound, notSupported } from '../shared/errors.ts'
import type { JsonObject } from '../shared/json.ts'
import { workspaces } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody } from './context.ts'
import { jsonObject } from './items/fields.ts'

/** The settings of a workspace that nobody has set. */
export const NOT_SET: JsonObject = {
  color: null,
  webhook: null,
  auto_invite: null,
  error_handler: null,
  success_handler: null,
  git_sync: null,
  deploy_ui: null,
  default_app: null,
  default_scripts: null,
  ai_config: null,
  large_file_storage: null,
  ducklake: null,
  mute_critical_alerts: null,
  operator_settings: null,
}

/** What a workspace has without being told: its data table. */
export const DEFAULT_SETTINGS = {
  datatable: { datatables: { main: { database: { resource_type: 'instance', resource_path: 'main' } } } },
}

const text = z.string().max(2000).nullish()
const truth = z.boolean().nullish()

/** A runnable that is told of the ends of jobs. */
const handler = z.object({
  path: text,
  extra_args: jsonObject.nullish(),
  muted_on_cancel: truth,
  muted_on_user_path: truth,
})

/**
 * What `wmill sync push --include-settings` changes (`/api/w/:workspace/workspaces/…`). Settings are kept, shown and
 * exported, and start nothing by themselves: no webhook is called, nobody is invited, nothing goes to git or Slack. Admins
 * change them.
 */
export const workspaceEditRoutes: Routes = (windmill) => {
  const { store, auth } = windmill
  const { connection } = store
  const routes = newRoutes()

  const change = (id: string, changed: Record<string, unknown>) =>
    store.transaction(() => {
      const workspace = workspaces.getWorkspace.one(connection, { id })
      if (!workspace) throw notFound(`Workspace ${id} not found`)
      const all = { ...workspace.settings, ...changed }
      const set = Object.entries(all).filter(([, value]) => value !== undefined && value !== null)
      workspaces.setWorkspaceSettings.run(connection, { id, settings: Object.fromEntries(set) as JsonObject })
    })

  /** A route that changes what its body says: `settings` makes them of it; null or undefined takes one away. */
  const edits = <T>(route: string, schema: z.ZodType<T>, settings: (body: T) => Record<string, unknown>) =>
    routes.post(route, async (c) => {
      const member = memberOf(windmill, c)
      auth.requireAdmin(member)
      const changed = settings(await readBody(c, schema))
      change(member.workspace_id, changed)
      return c.text(`Edited ${Object.keys(changed).join(', ')} of workspace ${member.workspace_id}`)
    })

  edits('/edit_webhook', z.object({ webhook: text }), ({ webhook }) => ({ webhook: webhook || null }))
  edits('/change_workspace_color', z.object({ color: text }), ({ color }) => ({ color: color || null }))
  edits('/edit_default_app', z.object({ default_app_path: text }), (body) => ({ default_app: body.default_app_path }))
  edits('/edit_slack_command', z.object({ slack_command_script: text }), ({ slack_command_script }) => ({
    slack_command_script,
  }))
  edits('/critical_alerts/mute', z.object({ mute_critical_alerts: truth }), ({ mute_critical_alerts }) => ({
    mute_critical_alerts,
  }))
  edits('/edit_copilot_config', jsonObject, (ai_config) => ({
    ai_config: Object.keys(ai_config).length > 0 ? ai_config : null,
  }))
  edits('/default_scripts', jsonObject, (default_scripts) => ({
    default_scripts: Object.keys(default_scripts).length > 0 ? default_scripts : null,
  }))
  edits('/operator_settings', z.record(z.string(), z.boolean()), (operator_settings) => ({ operator_settings }))
  edits('/edit_large_file_storage_config', z.object({ large_file_storage: jsonObject.nullish() }), (body) => ({
    large_file_storage: body.large_file_storage,
  }))
  edits('/edit_git_sync_config', z.object({ git_sync_settings: jsonObject.nullish() }), (body) => ({
    git_sync: body.git_sync_settings,
  }))
  edits(
    '/edit_auto_invite',
    z.object({ operator: truth, invite_all: truth, auto_add: truth }),
    ({ operator, auto_add }) => ({
      auto_invite:
        operator === undefined
          ? null
          : { enabled: true, operator: operator ?? false, mode: auto_add ? 'add' : 'invite' },
    }),
  )
  edits('/edit_error_handler', handler, ({ path, extra_args, muted_on_cancel, muted_on_user_path }) => ({
    error_handler: path
      ? {
          path,
          ...(extra_args && { extra_args }),
          muted_on_cancel: muted_on_cancel ?? false,
          ...(muted_on_user_path && { muted_on_user_path }),
        }
      : null,
  }))
  edits('/edit_success_handler', handler, ({ path, extra_args }) => ({
    success_handler: path ? { path, ...(extra_args && { extra_args }) } : null,
  }))

  routes.post('/edit_datatable_config', async (c) => {
    const member = memberOf(windmill, c)
    auth.requireAdmin(member)
    const { settings } = await readBody(c, z.object({ settings: z.object({ datatables: jsonObject }).loose() }))
    change(member.workspace_id, { datatable: settings })
    return c.json({ stranded_references: [] })
  })

  const refuse = (reason: string) => () => {
    throw notSupported(reason)
  }
  const noSlack = 'Slack: this server has no connection to it. Leave slack_oauth_client_id out of settings.yaml'
  routes.on(['POST', 'DELETE'], '/slack_oauth_config', refuse(noSlack))
  routes.post(
    '/edit_instance_groups',
    refuse('groups of the instance, as in a free Windmill. Leave instance_groups out of settings.yaml'),
  )

  return routes
}
