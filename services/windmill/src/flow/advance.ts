/**
 * How a flow moves. A flow job has one status; iterations, branches and sub-flows are flow jobs with a status of their
 * own, and to the flow around them they are jobs like any other.
 *
 * A STEP is in one of these states, and moves so:
 *
 *   WaitingForPriorSteps   its turn has not come.
 *     → WaitingForEvents     its turn has come, but the step before it asked for approvals that are missing
 *     → WaitingForExecutor   one job was started for it
 *     → InProgress           a branch, an iteration, or several children were started for it
 *     → Success              it had nothing to do: a loop over nothing, a branch without steps
 *     → Failure              it could not begin: its predicate threw
 *   WaitingForEvents       a person is waited for.
 *     → (as above)           enough have approved; or nobody did in time and the flow goes on regardless
 *     → Failure              somebody refused, or nobody answered in time
 *   WaitingForExecutor     its job is in the queue or runs.
 *     → InProgress           a worker took the job up
 *     → Success, Failure     the job has ended
 *   InProgress             children are under way.
 *     → InProgress           one of them ended and another began, or others still run
 *     → Success              the last of them ended, or a stop condition ended the loop
 *     → Failure              one failed and its failure is not skipped
 *   Failure                → WaitingForExecutor, InProgress: it is tried again
 *   Success                is final; so is Failure once there is nothing more to try.
 *
 * The FLOW stands at `step`: -1 at the preprocessor, i at the step with that index, and at the number of steps when the
 * failure module runs or all is done. When a step
 *
 *   succeeds,              the next begins; after the last, the flow succeeds with that step's result
 *   stops early,           the flow ends with that step's result, as a success, as skipped, or with an error (then the
 *                          failure module runs first). Within a loop this ends the iteration and the loop, within a
 *                          branch the flow around it too, within a sub-flow only the sub-flow
 *   fails,                 in this order: it is tried again, as its `retry` says; it is passed over, if it continues on
 *                          error; the failure module runs, and the flow fails with its result; the flow fails with the
 *                          step's result. A refused or unanswered approval is neither tried again nor passed over.
 *
 * An advance is a chain of turns: settle what has ended, begin what comes next, and so on until jobs have been started,
 * a person or another child is waited for, or the flow has ended.
 */
import type { ModuleStatus } from '../shared/openflow.ts'
import { beginStep } from './begin-step.ts'
import { canceled } from './cancel.ts'
import { type Draft, draftOf, position, statusAt } from './draft.ts'
import { isUnderWay, NO_JOB } from './modules.ts'
import { settle } from './settle.ts'
import type { Turn } from './turn.ts'
import type { Advance, FlowContext, FlowEvent, JobCompleted, Resume } from './types.ts'

/**
 * Moves a flow on by one event. Nothing is changed in what comes in. An event that the flow does not wait for, because
 * it was told before or comes too late, gives the status as it is and nothing to do.
 */
export function advance(context: FlowContext, event: FlowEvent): Advance {
  const draft = draftOf(context, (step) => answersTo(context, event, step))
  const first = turnFor(draft, event)
  if (first === undefined) return { status: context.status, actions: [] }
  let turn: Turn | undefined = first === 'done' ? undefined : first
  while (turn) turn = turn.do === 'settle' ? settle(draft, turn.outcome) : beginStep(draft, turn)
  return { status: draft.status, actions: draft.actions }
}

/** The first turn that an event leads to; 'done' when the draft has all there is to it; undefined when it means nothing now. */
function turnFor(draft: Draft, event: FlowEvent): Turn | 'done' | undefined {
  switch (event.type) {
    case 'started':
      return hasBegun(draft) ? undefined : { do: 'push', claimed: true }
    case 'job_started':
      return markStarted(draft, event.job)
    case 'job_completed':
      return awaits(draft, event.job) ? { do: 'settle', outcome: outcomeOf(event) } : undefined
    case 'resumed':
      return isResolved(draft, event.job) ? { do: 'push', claimed: true } : undefined
    case 'timer':
      return waitedFor(draft) === undefined ? undefined : { do: 'push', claimed: true }
    case 'canceled':
      return canceled(draft, event)
  }
}

/** Whether the flow stands behind its beginning. One that was restarted begins at a later step, whose turn has not come either. */
function hasBegun(draft: Draft): boolean {
  const { step, modules } = draft.status
  if (draft.steps.length === 0 && step === 0) return modules.length > 0
  const where = position(draft)
  const current = statusAt(draft, where)
  return where.at === 'failure' || (current.type !== 'WaitingForPriorSteps' && !goesOn(draft, current))
}

/** Whether a flow was restarted within this step, and has not begun what comes next in it. */
function goesOn({ status: { restarted_from } }: Draft, { id, flow_jobs }: ModuleStatus): boolean {
  return restarted_from?.step_id === id && flow_jobs?.length === restarted_from.branch_or_iteration_n
}

/** Whether a job is one that the current step waits for. */
function awaits(draft: Draft, job: string): boolean {
  const current = statusAt(draft, position(draft))
  if (!isUnderWay(current) || job === NO_JOB) return false
  if (!current.flow_jobs) return current.job === job
  const at = current.flow_jobs.indexOf(job)
  return at >= 0 && current.flow_jobs_success?.[at] === null
}

function markStarted(draft: Draft, job: string): 'done' | undefined {
  const current = statusAt(draft, position(draft))
  if (current.type !== 'WaitingForExecutor' || current.job !== job) return undefined
  current.type = 'InProgress'
  return 'done'
}

const outcomeOf = (event: JobCompleted) => ({
  job: event.job,
  success: event.success,
  result: event.result,
  ...(event.stop_early && { stop: event.stop_early }),
  ...(event.unrecoverable && { final: true }),
  errorHandled: event.error_handled,
  recovered: event.recovered,
  canceled: event.canceled,
  startedAt: event.started_at,
  durationMs: event.duration_ms,
})

/** The step job behind which the flow waits for answers. */
function waitedFor(draft: Draft): string | undefined {
  const current = statusAt(draft, position(draft))
  return current.type === 'WaitingForEvents' ? current.job : undefined
}

/** Whether the answers to a step job settle the matter: one refuses, or enough approve. */
function isResolved(draft: Draft, stepJob: string): boolean {
  if (waitedFor(draft) !== stepJob) return false
  const answers = draft.answersTo(draft.status.modules[draft.status.step - 1]!)
  const required = statusAt(draft, position(draft)).count ?? 1
  return answers.length >= required || answers.some(({ approved }) => !approved)
}

/** Answers to a step: those recorded, and the one that has just come unless it is among them. */
function answersTo(context: FlowContext, event: FlowEvent, step: ModuleStatus): Resume[] {
  if (event.type !== 'resumed' && event.type !== 'timer') return context.resumesOf?.(step) ?? []
  if (event.type === 'timer' || event.job !== (step.job ?? NO_JOB)) return context.resumes
  const { resume_id, approver, payload, approved } = event
  const isRecorded = context.resumes.some((answer) => answer.resume_id === resume_id)
  return isRecorded ? context.resumes : [...context.resumes, { resume_id, approver, payload, approved }]
}
