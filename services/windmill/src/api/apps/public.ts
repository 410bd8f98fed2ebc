import type { Hono } from 'hono'
import { badRequest, notAuthorized, notFound } from '../../shared/errors.ts'
import { apps } from '../../store/index.ts'
import { type Windmill, workspaceOf } from '../context.ts'
import { liteView } from './app-view.ts'
import { secretOf, shownBy } from './capability.ts'
import { sandboxPage } from './sandbox-page.ts'

const TYPES = { js: 'text/javascript', css: 'text/css' } as const

/** What lets a page load the bundle from anywhere, and as nothing else than what it is. */
const BUNDLE_HEADERS = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin' }

const SANDBOX =
  'sandbox allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals allow-top-navigation'

/** Routes that show an app to whoever has a link to it, logged in or not. */
export function addPublicRoutes(app: Hono, windmill: Windmill): void {
  const { auth, store } = windmill
  const { connection } = store

  app.get('/public_app/:secret', (c) => {
    const workspace_id = workspaceOf(c)
    const id = shownBy(windmill, workspace_id, 'app', c.req.param('secret'))
    const found = apps.getAppById.one(connection, { workspace_id, id })
    if (!found) throw notFound(`App not found at name ${id}`)
    if (found.policy.execution_mode !== 'anonymous') {
      const refusal = 'App visibility does not allow public access and you are'
      const member = auth.findMember(c.req.raw, workspace_id)
      if (!member) throw notAuthorized(`${refusal} not logged in`)
      if (!auth.canRead(member, found.path, found.extra_perms)) {
        throw notAuthorized(`${refusal} logged in but you have no read-access to that app`)
      }
    }
    const bundle_secret = found.raw_app && {
      bundle_secret: secretOf(windmill, workspace_id, 'bundle', found.version_id),
    }
    return c.json({ ...liteView(store, found), extra_perms: null, ...bundle_secret })
  })

  addBundleRoutes(app, windmill)
}

/** Routes that serve a raw app's bundle: to know the secret is to be allowed. */
export function addBundleRoutes(app: Hono, windmill: Windmill): void {
  app.get('/get_data/v/:file', (c) => {
    const workspace_id = workspaceOf(c)
    const [secret = '', type = ''] = c.req.param('file').split('.')
    const version_id = shownBy(windmill, workspace_id, 'bundle', secret)
    if (type === 'html') {
      // Never without the sandbox: the bundle is not to run with the login of whoever follows the link.
      return c.html(sandboxPage(secret), 200, { ...BUNDLE_HEADERS, 'content-security-policy': SANDBOX })
    }
    if (type !== 'js' && type !== 'css') {
      throw badRequest('Invalid file type, only .css, .js and .html are supported')
    }
    const bundle = apps.getBundle.one(windmill.store.connection, { workspace_id, version_id })
    const file = bundle?.[type] ?? undefined
    if (file === undefined) throw notFound('File not found')
    return c.body(file, 200, { ...BUNDLE_HEADERS, 'content-type': TYPES[type] })
  })
}
