import { z } from 'zod'
import type { Job } from '../shared/job.ts'
import type { Json, JsonObject } from '../shared/json.ts'
import { jobs, type Store } from '../store/index.ts'
import { wholeJob } from './job-json.ts'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const offset = z.coerce.number().int()

/** What a reader of updates knows already, and what they want to know. */
export const updateQuerySchema = z.object({
  running: flag.optional(),
  log_offset: offset.optional(),
  stream_offset: offset.optional(),
  get_progress: flag.optional(),
  no_logs: flag.optional(),
  only_result: flag.optional(),
  fast: flag.optional(),
  is_flow: flag.optional(),
})

export type UpdateQuery = z.infer<typeof updateQuerySchema>

/** What has changed of a job since a reader last asked. */
export interface JobUpdate {
  running?: boolean
  completed?: boolean
  new_logs?: string
  log_offset?: number
  new_result_stream?: string
  stream_offset?: number
  mem_peak?: number
  progress?: number
  flow_status?: JsonObject
  workflow_as_code_status?: JsonObject
  job?: JsonObject
  only_result?: Json
  flow_stream_job_id?: string
}

/**
 * What is new of a job. `running` tells a change only; the log's offset counts from 1, so that the first one is one
 * more than the length of the log (recorded: wire.jsonl, "wmill script run"); the stream's counts pieces. An answer of
 * undefined as `result` means that the job is not over for this reader.
 */
export function jobUpdate(
  store: Store,
  job: Job,
  query: UpdateQuery,
  { result, withJob }: { result: Json | undefined; withJob: boolean },
): JobUpdate {
  const stream = newStream(store, job, query.stream_offset ?? 0)
  if (query.only_result) {
    const started = query.running === false && job.running === true ? { running: true } : {}
    return { ...started, ...stream, ...(result === undefined ? {} : { completed: true, only_result: result }) }
  }
  const ended = job.completed_at !== null
  return {
    ...(ended ? { running: false } : query.running === false && job.running ? { running: true } : {}),
    completed: ended,
    ...(query.no_logs ? {} : newLogs(store, job, query.log_offset ?? 0)),
    ...stream,
    ...(job.mem_peak ? { mem_peak: job.mem_peak } : {}),
    ...(query.get_progress && job.progress !== null ? { progress: job.progress } : {}),
    ...(job.flow_status ? { flow_status: job.flow_status as unknown as JsonObject } : {}),
    ...(job.workflow_as_code_status ? { workflow_as_code_status: job.workflow_as_code_status } : {}),
    ...(ended && withJob ? { job: wholeJob(job, undefined, false) } : {}),
  }
}

function newLogs(store: Store, job: Job, from: number): Pick<JobUpdate, 'new_logs' | 'log_offset'> {
  const text = jobs.readLog.one(store.connection, { job_id: job.id })?.text
  if (text === null || text === undefined) return {}
  return { new_logs: text.slice(Math.max(0, from - 1)), log_offset: text.length + 1 }
}

/** A flow hands out the stream of the step that it names. */
function newStream(store: Store, job: Job, after: number): JobUpdate {
  const flow_stream_job_id = job.flow_status?.stream_job
  const found = jobs.readStreamFrom.one(store.connection, { job_id: flow_stream_job_id ?? job.id, after })
  return {
    ...(found?.text && found.last !== null ? { new_result_stream: found.text, stream_offset: found.last } : {}),
    ...(flow_stream_job_id ? { flow_stream_job_id } : {}),
  }
}
