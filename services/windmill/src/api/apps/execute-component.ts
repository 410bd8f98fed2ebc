import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { recordQuestion } from '../../conversation/index.ts'
import { type Caller, callerOf, defined, deployedJob, type Target } from '../../runnable/index.ts'
import { badRequest, notAuthorized, notFoundAt } from '../../shared/errors.ts'
import type { NewJob } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import { apps } from '../../store/index.ts'
import { newRoutes, pathOf, type Routes, readBody, type Windmill, workspaceOf } from '../context.ts'
import { componentArgs } from './component-args.ts'
import { type Grant, grantOf, inlineKey, policySchema } from './component-policy.ts'

const values = z.record(z.string(), z.json()).nullish()

const componentSchema = z.object({
  component: z.string(),
  args: values,
  raw_code: z
    .object({
      content: z.string(),
      language: z.string(),
      path: z.string().nullish(),
      lock: z.string().nullish(),
      cache_ttl: z.number().int().nullish(),
    })
    .nullish(),
  path: z.string().nullish(),
  id: z.number().int().nullish(),
  run_query_params: z.object({ memory_id: z.uuid().nullish() }).nullish(),
  force_viewer_static_fields: values,
  force_viewer_one_of_fields: z.record(z.string(), z.array(z.json())).nullish(),
  force_viewer_allow_user_resources: z.array(z.string()).nullish(),
  temp_script_refs: z.record(z.string(), z.string()).nullish(),
})

type Asked = z.infer<typeof componentSchema>

/** As whom a component runs, and what it is allowed. */
interface Terms {
  caller: Caller
  grant: Grant
  visitor: Member | undefined
  asVisitor: boolean
  /** The version of the app that is visited. */
  version_id?: number
}

/** `/api/w/:workspace/apps_u/execute_component/PATH`: runs what a component of an app runs; answers 200 with the job's id. */
export const executeComponentRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  app.post('/execute_component/:path{.+}', async (c) => {
    const asked = await readBody(c, componentSchema)
    const path = pathOf(c)
    const visitor = windmill.auth.findMember(c.req.raw, workspaceOf(c))
    const sent = codeOf(windmill, c, asked)
    const key = sent ? inlineKey(sent.content) : (asked.path ?? '')
    const terms = asked.force_viewer_static_fields
      ? editorTerms(windmill, c, path, visitor, asked)
      : visitorTerms(windmill, c, path, visitor, asked.component, key)
    const args = componentArgs(
      windmill,
      { workspace_id: workspaceOf(c), author: terms.caller.email, ...terms },
      terms.grant,
      (asked.args ?? {}) as JsonObject,
    )
    const code = sent && trusted(windmill, sent, terms)
    const job = code ? inlineJob(c, path, asked, code, terms, args) : pathJob(windmill, c, asked, terms, args)
    return c.text(push(windmill, path, asked, terms, job))
  })
  return app
}

/** In the editor and in `wmill app dev`, the component runs as whoever edits, who has to be allowed to write the app. */
function editorTerms(
  { store, auth }: Windmill,
  c: Context,
  path: string,
  visitor: Member | undefined,
  asked: Asked,
): Terms {
  if (!visitor || visitor.operator)
    throw notAuthorized('Only a member who may write the app can run its components in the editor')
  const edited = apps.getApp.one(store.connection, { workspace_id: workspaceOf(c), path })
  if (edited) auth.requireWrite(visitor, path, edited.extra_perms)
  const grant: Grant = {
    statics: (asked.force_viewer_static_fields ?? {}) as JsonObject,
    choices: asked.force_viewer_one_of_fields ?? {},
    userResources: asked.force_viewer_allow_user_resources ?? [],
  }
  return { caller: callerOf(visitor), grant, visitor, asVisitor: true }
}

/** A visitor runs what the policy names: as the app's publisher, or as themselves in the mode `viewer`. */
function visitorTerms(
  { store, auth }: Windmill,
  c: Context,
  path: string,
  visitor: Member | undefined,
  component: string,
  key: string,
): Terms {
  const app = apps.getApp.one(store.connection, { workspace_id: workspaceOf(c), path })
  if (!app) throw notFoundAt('App', 'path', path)
  const policy = policySchema.parse(app.policy)
  const mode = policy.execution_mode ?? 'publisher'
  if (mode !== 'anonymous') {
    if (!visitor) throw badRequest(`${mode} execution mode requires authentication`)
    if (!auth.canRead(visitor, path, app.extra_perms)) throw notFoundAt('App', 'path', path)
  }
  const grant = grantOf(policy, component, key)
  if (mode === 'viewer' && visitor) return { caller: callerOf(visitor), grant, visitor, asVisitor: true }
  if (!policy.on_behalf_of || !policy.on_behalf_of_email) {
    throw badRequest(`The policy of ${path} does not say on whose behalf its components run: deploy the app again`)
  }
  const caller = {
    created_by: visitor?.username ?? 'anonymous',
    permissioned_as: policy.on_behalf_of,
    email: policy.on_behalf_of_email,
  }
  return { caller, grant, visitor, asVisitor: false, version_id: app.version_id }
}

interface Code {
  content: string
  language: string
  lock?: string
  cache_ttl?: number
  path?: string
}

/** The inline script of a component: sent along, or named by its number where the page has not got its content. */
function codeOf({ store }: Windmill, c: Context, { id, raw_code }: Asked): Code | undefined {
  if (id != null && !raw_code?.content) {
    const script = apps.getAppScript.one(store.connection, { workspace_id: workspaceOf(c), id })
    if (!script) throw notFoundAt('App script', 'id', String(id))
    return { ...script, lock: script.lock ?? undefined, cache_ttl: raw_code?.cache_ttl ?? undefined }
  }
  if (!raw_code) return undefined
  const { content, language, lock, cache_ttl, path } = raw_code
  return { content, language, lock: lock ?? undefined, cache_ttl: cache_ttl ?? undefined, path: path ?? undefined }
}

/**
 * Of code that runs as somebody else than the visitor only the content is checked by the policy: where it lies, its
 * language and its lock are those of the app, not those that came along.
 */
function trusted({ store }: Windmill, code: Code, { asVisitor, version_id }: Terms): Code {
  if (asVisitor || version_id === undefined) return code
  const own = apps.appScriptsOf.all(store.connection, { version_id }).find((script) => script.content === code.content)
  const { content, cache_ttl } = code
  return { content, cache_ttl, language: own?.language ?? code.language, lock: own?.lock ?? undefined }
}

function inlineJob(c: Context, path: string, asked: Asked, code: Code, { caller }: Terms, args: JsonObject): NewJob {
  const { content, language, lock, cache_ttl } = code
  return {
    ...caller,
    workspace_id: workspaceOf(c),
    kind: asked.id == null ? 'preview' : 'appscript',
    script_path: code.path ?? `${path}/${asked.component}`,
    raw_code: content,
    language,
    args,
    options: defined({ lock, cache_ttl, temp_script_refs: asked.temp_script_refs ?? undefined }),
  }
}

function pathJob({ store, auth }: Windmill, c: Context, asked: Asked, terms: Terms, args: JsonObject): NewJob {
  const { visitor, asVisitor } = terms
  return deployedJob(store, workspaceOf(c), targetOf(asked.path), {
    caller: terms.caller,
    args: () => args,
    mayRead: asVisitor && visitor ? (path, extraPerms) => auth.canRead(visitor, path, extraPerms) : undefined,
  })
}

function targetOf(name: string | null | undefined): Target {
  const [, kind, path] = /^(script|flow)\/(.+)$/.exec(name ?? '') ?? []
  if (kind === 'script') return { script: { path: path! } }
  if (kind === 'flow') return { flow: { path: path! } }
  throw badRequest(`A component runs raw_code, script/PATH or flow/PATH, not ${name}`)
}

function push(
  { store, system, queue }: Windmill,
  path: string,
  asked: Asked,
  { caller, visitor }: Terms,
  job: NewJob,
): string {
  const memory_id = asked.run_query_params?.memory_id ?? undefined
  const made: NewJob = {
    ...job,
    id: system.newJobId(),
    trigger_kind: 'app',
    trigger_path: path,
    options: { ...job.options, ...defined({ memory_id, end_user_email: visitor?.email }) },
    flow_status: job.flow_status && { ...job.flow_status, ...defined({ memory_id }) },
  }
  return store.transaction(() => {
    recordQuestion(store, system, made, caller.created_by)
    return queue.push(made)
  })
}
