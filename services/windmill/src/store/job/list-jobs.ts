import type { Job } from '../../shared/job.ts'
import { query } from '../sql.ts'
import { JOB_COLUMNS, JOB_SHAPE } from './columns.ts'

/** Which jobs a list shows; what is undefined does not matter. Times are milliseconds, lists are JSON text. */
export interface JobFilter {
  workspace_id: string
  /** The reader: null sees everything. `reads_folders` is a list of folder names, `groups` one of `g/…`. */
  viewer: string | null
  viewer_as: string | null
  groups: string
  reads_folders: string
  job_kinds?: string
  script_path_exact?: string
  script_path_start?: string
  script_hash?: string
  created_by?: string
  parent_job?: string
  root_job?: string
  has_null_parent?: boolean
  is_flow_step?: boolean
  is_not_schedule?: boolean
  schedule_path?: string
  trigger_kind?: string
  trigger_path?: string
  tag?: string
  label?: string
  /** An object whose keys and values the arguments are to have. */
  args_contain?: string
  created_after?: number
  created_before?: number
  started_after?: number
  started_before?: number
  limit: number
  offset: number
}

const ASKED = `
  job.workspace_id = :workspace_id
  AND (:job_kinds IS NULL OR job.kind IN (SELECT value FROM json_each(:job_kinds)))
  AND (:script_path_exact IS NULL OR job.script_path = :script_path_exact)
  AND (:script_path_start IS NULL OR substr(job.script_path, 1, length(:script_path_start)) = :script_path_start)
  AND (:script_hash IS NULL OR job.script_hash = :script_hash)
  AND (:created_by IS NULL OR job.created_by = :created_by)
  AND (:parent_job IS NULL OR job.parent_job = :parent_job)
  AND (:root_job IS NULL OR job.root_job = :root_job OR job.id = :root_job)
  AND (:has_null_parent IS NULL OR (job.parent_job IS NULL) = :has_null_parent)
  AND (:is_flow_step IS NULL OR (job.flow_step_id IS NOT NULL) = :is_flow_step)
  AND (coalesce(:is_not_schedule, 0) = 0 OR job.trigger_kind IS NOT 'schedule')
  AND (:schedule_path IS NULL OR (job.trigger_kind = 'schedule' AND job.trigger_path = :schedule_path))
  AND (:trigger_kind IS NULL OR job.trigger_kind = :trigger_kind)
  AND (:trigger_path IS NULL OR job.trigger_path = :trigger_path)
  AND (:tag IS NULL OR job.tag = :tag)
  AND (:label IS NULL OR EXISTS (SELECT 1 FROM json_each(job.options, '$.labels') WHERE value = :label))
  AND (:args_contain IS NULL OR NOT EXISTS (
    SELECT 1 FROM json_each(:args_contain) AS wanted
    LEFT JOIN json_each(job.args) AS has ON has.key = wanted.key AND has.value IS wanted.value
    WHERE has.key IS NULL))
  AND (:created_after IS NULL OR job.created_at > :created_after)
  AND (:created_before IS NULL OR job.created_at < :created_before)`

/** The rules of `visibleJob`, as far as the job itself goes. */
const VISIBLE = `
  (:viewer IS NULL OR job.created_by = :viewer OR job.permissioned_as = :viewer_as
   OR job.permissioned_as IN (SELECT value FROM json_each(:groups))
   OR (job.visible_to_owner AND (
     substr(job.script_path, 1, length(:viewer_as) + 1) = :viewer_as || '/'
     OR (job.script_path LIKE 'f/%' AND substr(job.script_path, 3, instr(substr(job.script_path, 3), '/') - 1)
       IN (SELECT value FROM json_each(:reads_folders))))))`

/** Jobs that have not ended, the newest first. The queue is gone through, which is short, and not all jobs. */
export const listQueued = query<JobFilter & { running?: boolean; suspended?: boolean; due_by?: number }, Job>(
  `SELECT ${JOB_COLUMNS} FROM job_queue
   CROSS JOIN job ON job.id = job_queue.id
   LEFT JOIN job_status ON job_status.id = job.id
   LEFT JOIN job_completed ON job_completed.id = job.id
   WHERE ${ASKED} AND ${VISIBLE}
     AND (:running IS NULL OR job_queue.running = :running)
     AND (:suspended IS NULL OR (job_queue.suspend > 0) = :suspended)
     AND (:due_by IS NULL OR job_queue.scheduled_for <= :due_by)
     AND (:started_after IS NULL OR job_queue.started_at > :started_after)
     AND (:started_before IS NULL OR job_queue.started_at < :started_before)
   ORDER BY job.created_at DESC, job.id DESC LIMIT :limit OFFSET :offset`,
  JOB_SHAPE,
)

/** Jobs that have ended, the last to end first: from the newest on, until the page is full. */
export const listCompleted = query<
  JobFilter & {
    success?: boolean
    is_skipped?: boolean
    canceled?: boolean
    result_contains?: string
    completed_after?: number
    completed_before?: number
  },
  Job
>(
  `SELECT ${JOB_COLUMNS} FROM job_completed
   CROSS JOIN job ON job.id = job_completed.id
   LEFT JOIN job_queue ON job_queue.id = job.id
   LEFT JOIN job_status ON job_status.id = job.id
   WHERE job_completed.workspace_id = :workspace_id AND ${ASKED} AND ${VISIBLE}
     AND (:success IS NULL OR job_completed.success = :success)
     AND (:is_skipped IS NULL OR job_completed.is_skipped = :is_skipped)
     AND (:canceled IS NULL OR (job_completed.canceled_by IS NOT NULL) = :canceled)
     AND (:result_contains IS NULL OR NOT EXISTS (
       SELECT 1 FROM json_each(:result_contains) AS wanted
       LEFT JOIN json_each(job_completed.result) AS has ON has.key = wanted.key AND has.value IS wanted.value
       WHERE has.key IS NULL))
     AND (:started_after IS NULL OR job_completed.started_at > :started_after)
     AND (:started_before IS NULL OR job_completed.started_at < :started_before)
     AND job_completed.completed_at > coalesce(:completed_after, :created_after, -1)
     AND job_completed.completed_at < coalesce(:completed_before, 8640000000000000)
   ORDER BY job_completed.completed_at DESC, job_completed.id DESC LIMIT :limit OFFSET :offset`,
  JOB_SHAPE,
)
