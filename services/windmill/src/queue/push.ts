import { badRequest } from '../shared/errors.ts'
import { isFlowKind, type NewJob } from '../shared/job.ts'
import type { System } from '../shared/system.ts'
import { jobs, type Store } from '../store/index.ts'
import type { QueueEvents } from './events.ts'

/**
 * Adds a job to the queue and answers its id. All of it takes effect or nothing; inside of another transaction it is
 * part of that one. Fails when the caller chose an id that is taken.
 */
export function pushJob(store: Store, system: System, events: QueueEvents, job: NewJob): string {
  const id = job.id ?? system.newJobId()
  const now = system.now()
  store.transaction(() => {
    const inserted = jobs.insertJob.run(store.connection, {
      id,
      workspace_id: job.workspace_id,
      kind: job.kind,
      created_at: now,
      created_by: job.created_by,
      permissioned_as: job.permissioned_as,
      email: job.email,
      parent_job: job.parent_job,
      root_job: job.root_job ?? job.parent_job,
      flow_step_id: job.flow_step_id,
      script_path: job.script_path,
      script_hash: job.script_hash,
      entrypoint: job.entrypoint,
      language: job.language,
      tag: job.tag ?? (isFlowKind(job.kind) ? 'flow' : (job.language ?? 'other')),
      args: job.args,
      raw_code: job.raw_code,
      raw_flow: job.raw_flow,
      options: job.options ?? {},
      timeout_s: job.timeout_s,
      same_worker: job.same_worker ?? false,
      visible_to_owner: job.visible_to_owner ?? true,
      trigger_kind: job.trigger_kind,
      trigger_path: job.trigger_path,
    })
    if (inserted === 0) throw badRequest(`A job with id ${id} already exists. Leave job_id out to have one made.`)
    jobs.insertQueued.run(store.connection, {
      id,
      workspace_id: job.workspace_id,
      scheduled_for: job.scheduled_for ?? now,
      priority: job.priority ?? 0,
    })
    if (job.flow_status) jobs.saveFlowStatus.run(store.connection, { id, flow_status: job.flow_status })
  })
  store.afterCommit(() => events.emit('ready'))
  return id
}
