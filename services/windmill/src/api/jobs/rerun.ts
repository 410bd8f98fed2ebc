import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { callerOf, deployedJob, type Target } from '../../runnable/index.ts'
import { badRequest, notFound, notSupported, WindmillError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import { memberOf, readBody, type Windmill } from '../context.ts'
import { maySee } from './visibility.ts'

const transformSchema = z.object({ type: z.string(), value: z.json().optional() })
const optionsSchema = z.record(
  z.string(),
  z.object({
    input_transforms: z.record(z.string(), transformSchema).nullish(),
    use_latest_version: z.boolean().nullish(),
  }),
)
const rerunSchema = z.object({
  job_ids: z.array(z.uuid()),
  script_options_by_path: optionsSchema,
  flow_options_by_path: optionsSchema,
})

type Options = z.infer<typeof optionsSchema>[string]

/** Runs jobs again. The answer is a line for each: the id of the new job, or `Error: …`. */
export function addRerunRoutes(app: Hono, windmill: Windmill): void {
  app.post('/run/batch_rerun_jobs', async (c: Context) => {
    const member = memberOf(windmill, c)
    const body = await readBody(c, rerunSchema)
    const lines = body.job_ids.map((id) => {
      const job = windmill.queue.get(id)
      const options = job && (job.kind === 'flow' ? body.flow_options_by_path : body.script_options_by_path)
      return line(() => rerun(windmill, member, job, options?.[job?.script_path ?? ''] ?? {}))
    })
    return new Response(lines.join(''), {
      status: 201,
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
    })
  })
}

function line(run: () => string): string {
  try {
    return `${run()}\n`
  } catch (error) {
    if (error instanceof WindmillError) return `Error: ${error.text}\n`
    throw error
  }
}

function rerun(windmill: Windmill, member: Member, job: Job | undefined, options: Options): string {
  const { store, queue, auth } = windmill
  if (job?.workspace_id !== member.workspace_id || !maySee(windmill, member, job)) throw notFound('Job not found')
  const target = targetOf(job, options.use_latest_version === true)
  const args = { ...(job.preprocessed_args ?? job.args), ...inputs(options) }
  const mayRead = (path: string, extraPerms: Record<string, boolean>) => auth.canRead(member, path, extraPerms)
  return queue.push(
    deployedJob(store, job.workspace_id, target, { caller: callerOf(member), mayRead, args: () => args }),
  )
}

/** A script runs in the version that ran, unless the latest is asked for; a flow in the latest, as in Windmill. */
function targetOf(job: Job, latest: boolean): Target {
  const path = job.script_path
  if (path && job.kind === 'flow') return { flow: { path } }
  if (path && job.kind === 'script')
    return { script: job.script_hash && !latest ? { hash: job.script_hash } : { path } }
  throw badRequest(`Couldn't re-run job ${job.id}: it is of kind ${job.kind}, and only deployed scripts and flows are`)
}

function inputs({ input_transforms }: Options): JsonObject {
  const values: JsonObject = {}
  for (const [name, transform] of Object.entries(input_transforms ?? {})) {
    if (transform.type !== 'static') throw notSupported(`the ${transform.type} input ${name}: give it a static value`)
    values[name] = transform.value ?? null
  }
  return values
}
