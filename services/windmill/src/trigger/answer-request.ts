import { realTimers, resultAnswer, streamAnswer, waitForResult } from '../job-view/index.ts'
import { type CalledRoute, deployedJob, httpEvent, mainArgs, readPayload, singleStepFlow } from '../runnable/index.ts'
import { notFound, notFoundAt, notSupported } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import { authenticate } from './authenticate.ts'
import type { TriggerContext } from './context.ts'
import type { HttpRoute } from './http-route.ts'
import type { FindRoute } from './served-routes.ts'

/** A job that is held waits until somebody lets it go. */
const NEVER = 8.64e15

/**
 * Answers a request to an HTTP trigger: finds its trigger, checks who asks, starts the job, and waits for its result
 * where the trigger says so. Throws "not found" where no trigger listens (wire.jsonl, "HTTP routes").
 */
export async function answerRequest(context: TriggerContext, find: FindRoute, request: Request): Promise<Response> {
  const parts = calledParts(request)
  const match = find(request.method.toLowerCase(), parts)
  if (!match) throw notFoundAt('Trigger', 'name', `/${parts.join('/')}`)
  const { value: route, params } = match
  const { config, trigger } = route
  if (config.static_asset_config || config.is_static_website) throw notSupported('routes that serve files of a bucket')
  if (!trigger.script_path) throw notFound(`Runnable path of HTTP route at path: ${trigger.path}`)

  const signed = config.authentication_method === 'signature' || config.authentication_method === 'custom_script'
  const payload = await readPayload(request, config.raw_string || signed)
  const verdict = authenticate(context, route, request, payload.raw_string)
  if ('answer' in verdict) return verdict.answer

  const called: CalledRoute = {
    trigger_path: trigger.path,
    route: config.route_path,
    path: parts.join('/'),
    params,
  }
  const by = verdict.username ?? `HTTP-${trigger.path}`
  const job = routeJob(context, route, by, {
    args: () => mainArgs(payload, { wrap_body: config.wrap_body }),
    event: () => httpEvent(request, payload, called),
  })
  return start(context, route, job, by, request)
}

/** The parts of the path behind `/api/r/`, decoded; a slash at the end does not count. */
function calledParts(request: Request): string[] {
  const path = new URL(request.url).pathname.replace(/^\/api\/r\/+/, '').replace(/\/+$/, '')
  try {
    return path.split('/').map(decodeURIComponent)
  } catch {
    throw notFoundAt('Trigger', 'name', `/${path}`)
  }
}

/** The job that a route starts: it runs as whom the trigger runs as, whoever called. */
function routeJob(
  { store }: TriggerContext,
  { trigger, config }: HttpRoute,
  created_by: string,
  given: Pick<Parameters<typeof deployedJob>[3], 'args' | 'event'>,
): NewJob {
  const { script_path: path, permissioned_as, email } = trigger
  const target = trigger.is_flow ? { flow: { path } } : { script: { path } }
  const caller = { created_by, permissioned_as, email }
  const job = deployedJob(store, trigger.workspace_id, target, { caller, ...given })
  return singleStepFlow(store, { ...job, trigger_kind: 'http', trigger_path: trigger.path }, config)
}

async function start(
  { store, queue }: TriggerContext,
  { trigger, config }: HttpRoute,
  job: NewJob,
  by: string,
  request: Request,
): Promise<Response> {
  if (trigger.mode === 'suspended') {
    store.transaction(() => queue.suspend(queue.push(job), 1, NEVER))
    return text(`Trigger ${trigger.path} is in suspended mode, jobs are added to the queue but suspended`, 200)
  }
  const id = queue.push(job)
  if (config.request_type === 'async') return text(id, 201)
  if (config.request_type === 'sync_sse') {
    const query = { only_result: true, fast: true }
    return streamAnswer({ store, queue }, id, query, { timers: realTimers, earlyReturn: true })
  }
  return resultAnswer(await waitForResult(queue, id, { signal: request.signal, by, timers: realTimers }))
}

const text = (body: string, status: number) =>
  new Response(body, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
