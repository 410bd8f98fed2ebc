import { dataTable, moveTask } from '../../lib/store/index.ts'
import { reporterOf, runOfArgument } from '../task_run.ts'

/** What a person decided; nobody within the time is a no. */
export interface Decision {
  approved: boolean
  approver: string | null
  /** For a person to read. */
  reason: string
}

/** Reads what a suspended flow was resumed with, and reports it. `resume` has an `error` after a no and a time-out. */
export async function main(
  run: object,
  call: string,
  resume: object | null = null,
  approvers: string[] | null = null,
): Promise<Decision> {
  const decision = decisionOf(resume, approvers ?? [])
  const owner = runOfArgument(run)
  if (owner) await moveTask(dataTable(), owner.run_id, 'waiting_approval', 'running')
  await reporterOf(owner)({
    ...{ key: `${call}/decision`, type: 'TASK_PROGRESS', step: 'read_decision', message: decision.reason },
    data: { status: 'running', decision },
  })
  return decision
}

function decisionOf(resume: object | null, approvers: string[]): Decision {
  const { error } = (resume ?? {}) as { error?: { name?: string; message?: string } }
  const approver = approvers[0] || null
  if (!error) return { approved: true, approver, reason: `${approver ?? 'Somebody'} agreed to the code` }
  const timedOut = error.name === 'SuspendedTimedOut'
  const reason = timedOut
    ? 'Nobody agreed to the code in time'
    : `The code was refused: ${error.message ?? 'no reason'}`
  return { approved: false, approver, reason }
}
