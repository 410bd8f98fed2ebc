import type { Hono } from 'hono'
import { recordQuestion } from '../../conversation/index.ts'
import { defined, deployedJob, type Target } from '../../runnable/index.ts'
import { badRequest } from '../../shared/errors.ts'
import type { NewJob } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import { newRoutes, pathOf, type Routes, readBody, type Windmill, workspaceOf } from '../context.ts'
import { componentArgs } from './component-args.ts'
import { type ComponentBody, componentSchema } from './component-body.ts'
import { type Code, sentCode, trustedCode } from './component-code.ts'
import { inlineKey } from './component-policy.ts'
import { type Click, editorTerms, type Terms, visitorTerms } from './component-terms.ts'

/**
 * `/api/w/:workspace/apps_u/execute_component/PATH`: runs what
 * a component of an app runs; answers 200 with the job's id.
 */
export const executeComponentRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  app.post('/execute_component/:path{.+}', async (c) => {
    const body = await readBody(c, componentSchema)
    const workspace_id = workspaceOf(c)
    const click = { workspace_id, path: pathOf(c), visitor: windmill.auth.findMember(c.req.raw, workspace_id) }
    const sent = sentCode(windmill, click, body)
    const key = sent ? inlineKey(sent.content) : (body.path ?? '')
    const terms = body.force_viewer_static_fields
      ? editorTerms(windmill, click, body)
      : visitorTerms(windmill, click, body.component, key)
    const visit = { ...click, author: terms.caller.email, asVisitor: terms.asVisitor }
    const args = componentArgs(windmill, visit, terms.grant, (body.args ?? {}) as JsonObject)
    const job = sent
      ? inlineJob(click, body, trustedCode(windmill, sent, terms), terms, args)
      : pathJob(windmill, click, body, terms, args)
    return c.text(push(windmill, click, body, job))
  })
  return app
}

function inlineJob(
  { workspace_id, path }: Click,
  { component, id }: ComponentBody,
  { content, language, lock, cache_ttl, temp_script_refs, ...code }: Code,
  { caller }: Terms,
  args: JsonObject,
): NewJob {
  return {
    ...caller,
    workspace_id,
    kind: id == null ? 'preview' : 'appscript',
    script_path: code.path ?? `${path}/${component}`,
    raw_code: content,
    language,
    args,
    options: defined({ lock, cache_ttl, temp_script_refs }),
  }
}

function pathJob(
  { store, auth }: Windmill,
  { workspace_id, visitor }: Click,
  body: ComponentBody,
  { caller, asVisitor }: Terms,
  args: JsonObject,
): NewJob {
  const runsAs = asVisitor ? visitor : auth.memberAs(workspace_id, caller.permissioned_as, caller.email)
  return deployedJob(store, workspace_id, targetOf(body.path), {
    caller,
    args: () => args,
    mayRead: (path, extraPerms) => runsAs !== undefined && auth.canRead(runsAs, path, extraPerms),
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
  { path, visitor }: Click,
  { run_query_params }: ComponentBody,
  job: NewJob,
): string {
  const memory_id = run_query_params?.memory_id ?? undefined
  const made: NewJob = {
    ...job,
    id: system.newJobId(),
    trigger_kind: 'app',
    trigger_path: path,
    options: { ...job.options, ...defined({ memory_id, end_user_email: visitor?.email }) },
    flow_status: job.flow_status && { ...job.flow_status, ...defined({ memory_id }) },
  }
  return store.transaction(() => {
    recordQuestion(store, system, made, made.created_by)
    return queue.push(made)
  })
}
