import type { Job } from '../shared/job.ts'
import type { Json, JsonObject } from '../shared/json.ts'
import { toTimestamp } from '../shared/system.ts'
import { leafJobs } from './leaf-jobs.ts'

/** The name of the one worker of this server. */
export const WORKER_NAME = 'wk-embedded'

type Fields = Record<string, Json | undefined>

/** JSON has no undefined: a field that a job does not have is absent, as in Windmill. */
const present = (fields: Fields): JsonObject => JSON.parse(JSON.stringify(fields)) as JsonObject

const time = (milliseconds: number | null) => (milliseconds === null ? undefined : toTimestamp(milliseconds))

/** What every form of a job has. */
function identity(job: Job): Fields {
  return {
    workspace_id: job.workspace_id,
    id: job.id,
    parent_job: job.parent_job ?? undefined,
    created_by: job.created_by,
    created_at: time(job.created_at),
    started_at: time(job.started_at),
    script_hash: job.script_hash ?? undefined,
    script_path: job.script_path ?? undefined,
    canceled: job.canceled_by !== null,
    canceled_by: job.canceled_by ?? undefined,
    canceled_reason: job.canceled_reason ?? undefined,
    job_kind: job.kind,
    schedule_path: job.trigger_kind === 'schedule' ? (job.trigger_path ?? undefined) : undefined,
    permissioned_as: job.permissioned_as,
    is_flow_step: job.flow_step_id !== null,
    language: job.language ?? undefined,
    email: job.email,
    visible_to_owner: job.visible_to_owner,
    mem_peak: job.mem_peak ?? undefined,
    tag: job.tag,
    priority: job.priority || undefined,
    labels: job.options.labels,
    is_retry: false,
  }
}

const queued = (job: Job): Fields => ({
  ...identity(job),
  scheduled_for: time(job.scheduled_for),
  running: job.running ?? false,
  script_entrypoint_override: job.entrypoint,
  same_worker: job.same_worker,
  suspend: job.suspend ?? 0,
})

const completed = (job: Job): Fields => ({
  ...identity(job),
  completed_at: time(job.completed_at),
  duration_ms: job.duration_ms ?? 0,
  success: job.success ?? false,
  result_columns: null,
  deleted: false,
  is_skipped: job.is_skipped ?? false,
  resolved: false,
})

/** A job as the lists show it: without what it was given, ran and answered (seen of Windmill 1.788). */
export function listedJob(job: Job, withArgs = false): JsonObject {
  const args = withArgs ? argsOf(job) : null
  return job.completed_at === null
    ? present({ type: 'QueuedJob', ...queued(job), args })
    : present({ type: 'CompletedJob', ...completed(job), args })
}

/** A job with all that belongs to it. `logs` and the code are left out where they are undefined or not wanted. */
export function wholeJob(job: Job, logs: string | undefined, withCode = true): JsonObject {
  const rest: Fields = {
    args: argsOf(job),
    logs,
    flow_status: (job.flow_status as unknown as JsonObject | null) ?? undefined,
    workflow_as_code_status: job.workflow_as_code_status ?? undefined,
    preprocessed: job.preprocessed_args ? true : undefined,
    worker: job.started_at === null ? undefined : WORKER_NAME,
    ...(withCode ? codeOf(job) : {}),
  }
  if (job.completed_at !== null)
    return present({ type: 'CompletedJob', ...completed(job), result: job.result, ...rest })
  return present({ type: 'QueuedJob', ...queued(job), leaf_jobs: leafJobs(job.flow_status), ...rest })
}

const codeOf = (job: Job): Fields => ({
  raw_code: job.raw_code ?? undefined,
  raw_lock: job.options.lock,
  raw_flow: (job.raw_flow as unknown as JsonObject | null) ?? undefined,
})

const argsOf = (job: Job): JsonObject => job.preprocessed_args ?? job.args
