import type { ModuleStatus } from '../shared/openflow.ts'
import { complete } from './complete.ts'
import { type Draft, position, setStatusAt, statusAt } from './draft.ts'
import { NO_JOB } from './modules.ts'
import type { FlowEvent } from './types.ts'

/** Ends a cancelled flow: the step at which it stands has failed, its jobs are cancelled (case cancel/running). */
export function canceled(draft: Draft, { canceler, reason }: Extract<FlowEvent, { type: 'canceled' }>): 'done' {
  const where = position(draft)
  const current = statusAt(draft, where)
  if (where.at === 'step' || current.type !== 'WaitingForPriorSteps') setStatusAt(draft, where, stopped(current))
  const why = reason ?? 'no reason given'
  draft.actions.push({ type: 'cancel_children', reason: why })
  const message = `Job canceled: ${why} by ${canceler}`
  const result = { error: { message, name: 'Canceled', reason: why, canceler } }
  complete(draft, { success: false, canceled: { by: canceler, reason }, result })
  return 'done'
}

/** Children that had not ended count as failed. */
function stopped({ id, job, flow_jobs, flow_jobs_success, branch_chosen }: ModuleStatus): ModuleStatus {
  return {
    type: 'Failure',
    id,
    job: job ?? NO_JOB,
    ...(branch_chosen && { branch_chosen }),
    ...(flow_jobs && { flow_jobs, flow_jobs_success: flow_jobs_success?.map((success) => success ?? false) }),
  }
}
