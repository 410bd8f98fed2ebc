import { listedJob } from '../../job-view/index.ts'
import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'

/** A row of `queue/list`: a form of its own, in which what does not apply is null (wire.jsonl, "a job, followed"). */
export function queueRow(job: Job, withArgs: boolean): JsonObject {
  const shown = listedJob(job, withArgs)
  const nullable = ['parent_job', 'started_at', 'script_hash', 'script_path', 'schedule_path', 'language'] as const
  return {
    ...Object.fromEntries(nullable.map((name) => [name, shown[name] ?? null])),
    id: job.id,
    workspace_id: job.workspace_id,
    running: shown.running!,
    created_by: job.created_by,
    created_at: shown.created_at!,
    scheduled_for: shown.scheduled_for!,
    args: shown.args!,
    job_kind: job.kind,
    is_flow_step: shown.is_flow_step!,
    email: job.email,
    suspend: shown.suspend!,
    tag: job.tag,
    priority: job.priority || null,
  }
}

/** A row of `completed/list`: one of `list` without its last fields. */
export function completedRow(job: Job, withArgs: boolean): JsonObject {
  const { completed_at, result_columns, is_retry, resolved, args, ...row } = listedJob(job, withArgs)
  return withArgs ? { ...row, args: args! } : row
}
