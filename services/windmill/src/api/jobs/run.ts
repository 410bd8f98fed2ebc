import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { recordQuestion } from '../../conversation/index.ts'
import { realTimers, streamAnswer } from '../../job-view/index.ts'
import {
  applyRunQuery,
  callerOf,
  deployedJob,
  includedArgs,
  mainArgs,
  payloadOfQuery,
  type RequestPayload,
  type RunQuery,
  readPayload,
  runQuerySchema,
  type Target,
  webhookEvent,
} from '../../runnable/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { memberOf, pathOf, readBody, readQuery, type Windmill, workspaceOf } from '../context.ts'
import { parsedObject } from '../parsed-json.ts'
import { answerWithResult } from './answer-with-result.ts'
import { checkQueueLimit } from './queue-limit.ts'

/** What a run route names, by the segment before it. */
const TARGETS: [segment: string, target: (name: string) => Target][] = [
  ['p', (path) => ({ script: { path } })],
  ['h', (hash) => ({ script: { hash } })],
  ['f', (path) => ({ flow: { path } })],
  ['fv', (version) => ({ flow: { version: versionOf(version) } })],
]

/** A job that is held waits until somebody lets it go. */
const NEVER = 8.64e15

const inlineSchema = z.object({ args: parsedObject.nullish() })

/**
 * Routes that run what is deployed (the webhooks of Windmill): at once with the id for an answer, with the result, or
 * with a stream of updates.
 */
export function addRunRoutes(app: Hono, windmill: Windmill): void {
  for (const [segment, target] of TARGETS) {
    const name = `${segment}/:path{.+}`
    const run = async (c: Context) => {
      const query = readQuery(c, runQuerySchema)
      const request = c.req.raw
      const payload =
        request.method === 'GET' ? payloadOfQuery(query.payload) : await readPayload(request, query.raw === true)
      return push(windmill, c, target(pathOf(c)), query, payload)
    }
    app.post(`/run/${name}`, async (c) => c.text((await run(c)).id, 201))
    app.on(['GET', 'POST'], `/run_wait_result/${name}`, async (c) => {
      const { id, by } = await run(c)
      return answerWithResult(windmill, c, id, by)
    })
    app.on(['GET', 'POST'], `/run_and_stream/${name}`, async (c) =>
      streamAnswer(
        windmill,
        (await run(c)).id,
        { only_result: true, fast: true },
        { timers: realTimers, earlyReturn: true },
      ),
    )
  }
  // Windmill runs these within the process of the one who asks; here they are jobs like others.
  for (const [segment, target] of TARGETS.slice(0, 2)) {
    app.post(`/run_inline/${segment}/:path{.+}`, async (c) => {
      const { args } = await readBody(c, inlineSchema)
      const query: RunQuery = { skip_preprocessor: true }
      const { id, by } = push(windmill, c, target(pathOf(c)), query, { body: args ?? {} })
      return answerWithResult(windmill, c, id, by)
    })
  }
}

/** Starts what is deployed; answers the job's id and who asked. */
function push(
  windmill: Windmill,
  c: Context,
  target: Target,
  query: RunQuery,
  payload: RequestPayload,
): { id: string; by: string } {
  const { store, queue, system, auth } = windmill
  const member = memberOf(windmill, c)
  const request = c.req.raw
  const deployed = deployedJob(store, workspaceOf(c), target, {
    caller: callerOf(member),
    mayRead: (path, extraPerms) => auth.canRead(member, path, extraPerms),
    args: () => mainArgs(payload, { wrap_body: query.wrap_body, extra: includedArgs(request, query) }),
    event: query.skip_preprocessor ? undefined : () => webhookEvent(request, payload),
  })
  checkQueueLimit(windmill, query.queue_limit)
  const job = applyRunQuery({ ...deployed, id: system.newJobId() }, query, system.now())
  const by = member.username
  return store.transaction(() => {
    recordQuestion(store, system, job, by)
    const id = queue.push(job)
    if (query.suspended_mode) queue.suspend(id, 1, NEVER)
    return { id, by }
  })
}

function versionOf(text: string): number {
  if (!/^\d+$/.test(text)) throw badRequest(`A flow version is a number, not ${text}`)
  return Number(text)
}
