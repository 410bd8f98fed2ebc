/** The columns of a whole job, from its four tables; to be used after `FROM job`. */
export const JOB_COLUMNS = `
  job.id, job.workspace_id, job.kind, job.created_at, job.created_by, job.permissioned_as, job.email,
  job.parent_job, job.root_job, job.flow_step_id, job.script_path, job.script_hash, job.entrypoint, job.language,
  job.tag, job.args, job.raw_code, job.raw_flow, job.options, job.timeout_s, job.same_worker, job.visible_to_owner,
  job.trigger_kind, job.trigger_path,
  job_queue.scheduled_for, job_queue.priority, job_queue.running, job_queue.suspend, job_queue.suspend_until,
  job_status.flow_status, job_status.workflow_as_code_status, job_status.preprocessed_args, job_status.progress,
  coalesce(job_completed.started_at, job_queue.started_at) AS started_at,
  coalesce(job_completed.canceled_by, job_queue.canceled_by) AS canceled_by,
  coalesce(job_completed.canceled_reason, job_queue.canceled_reason) AS canceled_reason,
  job_completed.completed_at, job_completed.success, job_completed.result, job_completed.duration_ms,
  job_completed.is_skipped, job_completed.mem_peak`

/** The four tables that a job stands in; what it has not come to yet is null. */
export const JOB_TABLES = `
  job
  LEFT JOIN job_queue ON job_queue.id = job.id
  LEFT JOIN job_status ON job_status.id = job.id
  LEFT JOIN job_completed ON job_completed.id = job.id`

/** How the columns of a job are stored. */
export const JOB_SHAPE = {
  json: ['args', 'raw_flow', 'options', 'flow_status', 'workflow_as_code_status', 'preprocessed_args', 'result'],
  bool: ['same_worker', 'visible_to_owner', 'running', 'success', 'is_skipped'],
} as const
