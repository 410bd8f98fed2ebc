import type { Context, Hono } from 'hono'
import { wholeJob } from '../../job-view/index.ts'
import { notFound } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { Json } from '../../shared/json.ts'
import { toTimestamp } from '../../shared/system.ts'
import { jobs } from '../../store/index.ts'
import { type Windmill, workspaceOf } from '../context.ts'
import { visibleJob } from './visibility.ts'

/** The first line of a log that is shown as text, as Windmill writes it. */
const LOG_HINT = "to remove ansi colors, use: | sed 's/\\x1B\\[[0-9;]\\{1,\\}[A-Za-z]//g'\n"

/** Routes that show one job: whole, its result, its log, its arguments (wire.jsonl, "a job, followed"). */
export function addReadRoutes(app: Hono, windmill: Windmill): void {
  const logsOf = (job: Job) => jobs.readLog.one(windmill.store.connection, { job_id: job.id })?.text ?? undefined
  const completed = (c: Context) => {
    const job = visibleJob(windmill, c, 'Completed Job')
    if (job.completed_at === null) throw notFound(`Completed Job not found at name ${job.id}`)
    return job
  }

  app.get('/get/:id', (c) => {
    const job = visibleJob(windmill, c)
    const withLogs = c.req.query('no_logs') !== 'true'
    return c.json(wholeJob(job, withLogs ? logsOf(job) : undefined, c.req.query('no_code') !== 'true'))
  })
  app.get('/completed/get/:id', (c) => {
    const job = completed(c)
    const { type, ...fields } = wholeJob(job, logsOf(job))
    return c.json(fields)
  })
  app.get('/completed/get_result/:id', (c) => c.json(pick(completed(c).result, c.req.query('json_path'))))
  app.get('/completed/get_result_maybe/:id', (c) => {
    const id = c.req.param('id')
    const askStarted = c.req.query('get_started') === 'true'
    const unknown = windmill.queue.get(id)?.workspace_id !== workspaceOf(c)
    if (unknown) return c.json({ started: askStarted ? false : null, success: null, completed: false, result: null })
    const job = visibleJob(windmill, c)
    if (job.completed_at === null) {
      const started = askStarted ? (job.running ?? false) : null
      return c.json({ started, success: null, completed: false, result: null })
    }
    const success = job.success === true && !job.is_skipped
    return c.json({ started: true, success, completed: true, result: job.result })
  })
  app.get('/completed/get_timing/:id', (c) => {
    const { created_at, started_at, duration_ms } = completed(c)
    return c.json({
      created_at: toTimestamp(created_at),
      started_at: started_at === null ? null : toTimestamp(started_at),
      duration_ms,
    })
  })
  app.get('/get_logs/:id', (c) => {
    const job = visibleJob(windmill, c)
    const hint = c.req.query('remove_ansi_warnings') === 'true' ? '' : LOG_HINT
    return c.text(hint + (logsOf(job) ?? ''))
  })
  app.get('/get_args/:id', (c) => {
    const job = visibleJob(windmill, c)
    return c.json(job.preprocessed_args ?? job.args)
  })
  app.get('/get_root_job_id/:id', (c) => {
    const job = visibleJob(windmill, c)
    return c.json(job.root_job ?? job.id)
  })
}

/** The part of a result that `a.b.0` names; null where there is none. */
function pick(value: Json, path: string | undefined): Json {
  if (!path) return value
  return path.split('.').reduce<Json>((from, key) => {
    if (from === null || typeof from !== 'object' || !Object.hasOwn(from, key)) return null
    return (from as Record<string, Json>)[key] ?? null
  }, value)
}
