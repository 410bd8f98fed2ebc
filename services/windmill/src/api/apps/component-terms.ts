import type { Member } from '../../auth/index.ts'
import { type Caller, callerOf } from '../../runnable/index.ts'
import { badRequest, notAuthorized, notFoundAt } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { apps } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import type { ComponentBody } from './component-body.ts'
import { type Grant, grantOf, policySchema } from './component-policy.ts'

/** Where a component is clicked, and by whom. */
export interface Click {
  workspace_id: string
  /** The path of the app. */
  path: string
  visitor: Member | undefined
}

/** As whom a component runs, and what it is allowed. */
export interface Terms {
  caller: Caller
  grant: Grant
  /** It runs as the visitor. */
  asVisitor: boolean
  /** The version of the app that is visited; none in the editor. */
  version_id?: number
}

/** In the editor and in `wmill app dev`, the component runs as whoever edits, who has to be allowed to write the app. */
export function editorTerms(
  { store, auth }: Windmill,
  { workspace_id, path, visitor }: Click,
  body: ComponentBody,
): Terms {
  if (!visitor || visitor.operator) {
    throw notAuthorized('Only a member who may write the app can run its components in the editor')
  }
  const edited = apps.getApp.one(store.connection, { workspace_id, path })
  if (edited) auth.requireWrite(visitor, path, edited.extra_perms)
  const grant: Grant = {
    statics: (body.force_viewer_static_fields ?? {}) as JsonObject,
    choices: body.force_viewer_one_of_fields ?? {},
    userResources: body.force_viewer_allow_user_resources ?? [],
  }
  return { caller: callerOf(visitor), grant, asVisitor: true }
}

/**
 * A visitor runs what the app's policy names (`key`): as the app's publisher, or as themselves in the mode `viewer`. Who
 * is not logged in visits apps of the mode `anonymous` only.
 */
export function visitorTerms(
  { store, auth }: Windmill,
  { workspace_id, path, visitor }: Click,
  component: string,
  key: string,
): Terms {
  const app = apps.getApp.one(store.connection, { workspace_id, path })
  if (!app) throw notFoundAt('App', 'path', path)
  const policy = policySchema.parse(app.policy)
  const mode = policy.execution_mode ?? 'publisher'
  if (mode !== 'anonymous') {
    if (!visitor) throw badRequest(`${mode} execution mode requires authentication`)
    if (!auth.canRead(visitor, path, app.extra_perms)) throw notFoundAt('App', 'path', path)
  }
  const grant = grantOf(policy, component, key)
  const { version_id } = app
  if (mode === 'viewer' && visitor) return { caller: callerOf(visitor), grant, asVisitor: true, version_id }
  if (!policy.on_behalf_of || !policy.on_behalf_of_email) {
    throw badRequest(`The policy of ${path} does not say on whose behalf its components run: deploy the app again`)
  }
  const caller = {
    created_by: visitor?.username ?? 'anonymous',
    permissioned_as: policy.on_behalf_of,
    email: policy.on_behalf_of_email,
  }
  return { caller, grant, asVisitor: false, version_id }
}
