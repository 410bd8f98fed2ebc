import type { Hono } from 'hono'
import type { Member } from '../../auth/index.ts'
import { type AppChange, createApp, deleteApp, updateApp } from '../../deploy/index.ts'
import { notSupported } from '../../shared/errors.ts'
import { apps } from '../../store/index.ts'
import { memberOf, pathOf, type Windmill } from '../context.ts'
import { refuseOperator } from '../items/access.ts'
import { folderDefault, mayDeployForOthers } from '../items/folder-default.ts'
import { type AppUpdateBody, appBody, appChangeOf, appUpdateBody, readApp } from './app-body.ts'
import { appAt } from './read.ts'

/** Routes that deploy and delete apps, low-code and raw. */
export function addDeployRoutes(app: Hono, windmill: Windmill): void {
  const { auth } = windmill

  for (const [route, raw] of [
    ['/create', false],
    ['/create_raw', true],
  ] as const) {
    app.post(route, async (c) => {
      const member = memberOf(windmill, c)
      refuseOperator(member, 'create apps')
      const { body, bundle } = await readApp(c, appBody, raw)
      auth.requireWrite(member, body.path, {})
      createApp(windmill, member, { ...newAppOf(windmill, member, body, bundle), path: body.path })
      return c.text(body.path, 201)
    })
  }

  for (const [route, raw] of [
    ['/update/:path{.+}', false],
    ['/update_raw/:path{.+}', true],
  ] as const) {
    app.post(route, async (c) => {
      const member = memberOf(windmill, c)
      refuseOperator(member, 'update apps')
      const { body, bundle } = await readApp(c, appUpdateBody, raw)
      const { path, extra_perms } = appAt(windmill, c)
      const to = body.path ?? path
      auth.requireWrite(member, path, extra_perms)
      if (to !== path) auth.requireWrite(member, to, {})
      updateApp(windmill, member, path, changeOf(windmill, member, body, bundle))
      return c.text(`app ${path} updated (npath: ${JSON.stringify(to)})`)
    })
  }

  app.delete('/delete/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    refuseOperator(member, 'delete apps')
    const { workspace_id } = member
    const path = pathOf(c)
    // The CLI deletes an app once for each of its files, so to delete it again is no fault.
    const app = apps.getApp.one(windmill.store.connection, { workspace_id, path })
    auth.requireWrite(member, path, app?.extra_perms ?? {})
    deleteApp(windmill, workspace_id, path)
    return c.text(`app ${path} deleted`)
  })

  for (const route of ['/create_raw_source', '/update_raw_source/:path{.+}']) {
    app.post(route, (c) => {
      memberOf(windmill, c)
      throw notSupported('bundling a raw app on the server; push it with wmill, which bundles it first')
    })
  }
  app.post('/sign_s3_objects', (c) => {
    memberOf(windmill, c)
    throw notSupported('files of an object storage: this server has none')
  })
}

/** A policy that names whom to run as is kept when somebody asks for it who may deploy for others. */
function changeOf({ auth }: Windmill, member: Member, body: AppUpdateBody, bundle: AppChange['bundle']): AppChange {
  // An address of its own is one for the whole server.
  if (body.custom_path) auth.requireAdmin(member)
  const change = appChangeOf(body, bundle)
  const keep = body.preserve_on_behalf_of && mayDeployForOthers(member) && change.policy?.on_behalf_of_email
  return { ...change, keepOnBehalfOf: Boolean(keep) }
}

/** As `changeOf`; in a folder that says as whom what is put there runs, a new app runs as them. */
function newAppOf(
  windmill: Windmill,
  member: Member,
  body: AppUpdateBody & { path: string },
  bundle: AppChange['bundle'],
) {
  const app = changeOf(windmill, member, body, bundle)
  const byFolder = app.keepOnBehalfOf ? undefined : folderDefault(windmill, member, body.path)
  if (!byFolder) return app
  const { permissioned_as: on_behalf_of, email: on_behalf_of_email } = byFolder
  return { ...app, policy: { ...app.policy, on_behalf_of, on_behalf_of_email }, keepOnBehalfOf: true }
}
