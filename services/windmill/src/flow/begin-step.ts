import type { Json } from '../shared/json.ts'
import type { FlowModule, ModuleStatus } from '../shared/openflow.ts'
import { beginJob, passOn, withInputs } from './begin-job.ts'
import { beginBranch, beginBranches, chooseBranch } from './branches.ts'
import { complete } from './complete.ts'
import { type Draft, moduleAt, NOTHING, position, previousResult, setStatusAt, statusAt } from './draft.ts'
import type { Entry } from './entry.ts'
import { ExpressionError } from './expressions/errors.ts'
import { errorResult, FlowFault, faultText } from './faults.ts'
import { beginIteration } from './loops.ts'
import { isAhead, NO_JOB, type Position } from './modules.ts'
import { hasAttempts, noRetries, pauseBeforeRetry } from './retries.ts'
import { entryScope, holds, NO_ANSWERS, skipFlowScope, sleepScope } from './scopes.ts'
import { passGate } from './suspend.ts'
import { settingValue } from './transforms.ts'
import type { Push, Turn } from './turn.ts'
import { requireWellFormed } from './well-formed.ts'

/**
 * Begins the step at which the flow stands: its job, its next iteration or its branches; or its next attempt, or the
 * failure module, when it has failed. What keeps it from beginning ends the flow, in the words that Windmill has for the
 * moment (cases loop/for-not-a-list, branchone/predicate-throws).
 * @returns what to do next; undefined when jobs have been started, or the flow waits or has ended
 */
export function beginStep(draft: Draft, turn: Push): Turn | undefined {
  try {
    return begin(draft, turn)
  } catch (error) {
    const text = faultText(error)
    if (!turn.claimed) return complete(draft, { success: false, result: errorResult('InternalError', text) })
    const result = errorResult('Anyhow', `Error: ${text}`)
    if (draft.context.isInner) return complete(draft, { success: false, result })
    return { do: 'settle', outcome: { job: NO_JOB, success: false, result } }
  }
}

function begin(draft: Draft, turn: Push): Turn | undefined {
  const { flow, steps, args } = draft
  const where = position(draft)
  const current = statusAt(draft, where)
  const isFirst = where.at === 'preprocessor' || (where.at === 'step' && where.index === 0)

  const { last = NOTHING } = turn
  const isEmpty = steps.length === 0 && where.at !== 'preprocessor'
  if (isEmpty || current.type === 'Success') {
    const result = isEmpty ? args : current.branch_chosen ? last : []
    return { do: 'settle', outcome: { job: NO_JOB, success: true, result } }
  }
  if (where.at === 'step' && isFirst && flow.skip_expr && holds(draft, flow.skip_expr, skipFlowScope(draft))) {
    const outcome = { job: NO_JOB, success: true, result: 'stopped early', stop: { skip: true }, ownStop: true }
    return { do: 'settle', outcome }
  }

  const isAtHand = current.type === 'Failure' || (!isFirst && turn.last !== undefined)
  const previous = isAtHand ? last : previousResult(draft)
  const module = moduleAt(draft, where)
  if (!module) throw new FlowFault('missing failure module')
  if (where.at !== 'step') return enter(draft, turn, { where, module, current, previous, previousId: '' })

  const gate = passGate(draft, where.index, current, previous)
  if (!gate.open) {
    if (gate.refusal === undefined) return undefined
    return { do: 'settle', outcome: { job: NO_JOB, success: false, result: gate.refusal, final: true } }
  }
  const previousId = steps[where.index - 1]?.id ?? ''
  const scheduledFor = isAhead(current) ? wakeTime(draft, steps[where.index - 1], previous) : undefined
  const { answers } = gate
  return enter(draft, turn, { where, module, current, previous, previousId, answers, scheduledFor })
}

type Candidate = Omit<Entry, 'draft' | 'answers'> & Partial<Pick<Entry, 'answers'>>

/** Turns to the next attempt or the failure module when the step has failed, and begins. */
function enter(draft: Draft, turn: Push, candidate: Candidate): Turn | undefined {
  const { context, status, flow } = draft
  const entry: Entry = { answers: NO_ANSWERS, ...candidate, draft }
  const { module, current, where, previous } = entry
  if (current.type !== 'Failure') return beginEntry(turn, entry)

  const pause = turn.final ? undefined : pauseBeforeRetry(draft, module, previous)
  if (pause !== undefined) {
    const { fail_count, failed_jobs } = status.retry ?? noRetries()
    const failedJob = current.job ?? NO_JOB
    status.retry = { fail_count: fail_count + 1, failed_jobs: [...failed_jobs, failedJob] }
    return beginEntry(turn, {
      ...entry,
      current: { type: 'WaitingForPriorSteps', id: current.id },
      // Conditions and lists of the next attempt see what the first one saw; a failure module sees the error.
      previous: where.at === 'failure' ? previous : previousResult(draft),
      scheduledFor: context.now() + pause * 1000,
      retriedArgs: failedJob === NO_JOB ? undefined : context.jobArgs(failedJob),
    })
  }
  const handler = flow.failure_module
  if (!handler) throw new FlowFault('missing failure module')
  if (hasAttempts(handler)) status.retry = noRetries()
  status.failure_module.parent_module = module.id
  status.step = draft.steps.length
  return beginEntry(turn, {
    ...entry,
    where: { at: 'failure' },
    module: handler,
    current: status.failure_module,
    previousId: module.id,
    scheduledFor: undefined,
  })
}

function beginEntry(turn: Push, entry: Entry): Turn | undefined {
  const { draft, where, module, previous, previousId, answers } = entry
  requireWellFormed(module)
  const skipped = module.skip_if
    ? holds(draft, module.skip_if.expr, entryScope(draft, previous, previousId, answers))
    : false
  const passed = passedOn(entry, skipped)
  if (passed !== undefined) {
    const status = beginJob(entry, passOn(module, passed))
    // Windmill shows an identity job as skipped when its step could have been.
    return begun(draft, where, { ...status, ...(module.skip_if && { skipped: true }) })
  }
  const { value } = module
  switch (value.type) {
    case 'forloopflow':
    case 'whileloopflow':
      return begunOrEmpty(turn, entry, beginIteration(entry, value), NO_CHILDREN)
    case 'branchall':
      return begunOrEmpty(turn, entry, beginBranches(entry, value), NO_CHILDREN)
    case 'branchone': {
      let chosen: ReturnType<typeof chooseBranch>
      try {
        chosen = chooseBranch(entry, value)
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        const result = errorResult('Anyhow', faultText(error))
        return { do: 'settle', outcome: { job: NO_JOB, success: false, result } }
      }
      return begunOrEmpty(turn, entry, beginBranch(entry, value, chosen), { branch_chosen: chosen })
    }
    default: {
      const transforms = 'input_transforms' in value ? value.input_transforms : undefined
      return begun(draft, where, beginJob(entry, withInputs(entry, module, transforms)))
    }
  }
}

/** The value that the step passes on instead of running; undefined when it runs. */
function passedOn({ module, previous }: Entry, skipped: boolean): Json | undefined {
  if (module.mock?.enabled) return module.mock.return_value ?? null
  return skipped || module.value.type === 'identity' ? previous : undefined
}

function begun(draft: Draft, where: Position, status: ModuleStatus): undefined {
  setStatusAt(draft, where, status)
}

const NO_CHILDREN: Partial<ModuleStatus> = {
  flow_jobs: [],
  flow_jobs_success: [],
  flow_jobs_duration: { started_at: [], duration_ms: [] },
}

/**
 * A loop over nothing and a branch without steps have succeeded
 * as they begin (cases loop/for-empty, branchone/empty-default).
 */
function begunOrEmpty(
  turn: Push,
  entry: Entry,
  status: ModuleStatus | undefined,
  empty: Partial<ModuleStatus>,
): Turn | undefined {
  const { draft, where, current } = entry
  if (status) return begun(draft, where, status)
  setStatusAt(draft, where, { type: 'Success', id: current.id, job: NO_JOB, ...empty, skipped: false })
  return turn
}

/** When the step may begin, if the one before it sleeps afterwards; milliseconds since the epoch. */
function wakeTime(draft: Draft, before: FlowModule | undefined, previous: Json): number | undefined {
  if (!before?.sleep) return undefined
  const seconds = settingValue(draft, before.sleep, sleepScope(draft, previous))
  if (typeof seconds !== 'number' || (Number.isInteger(seconds) && seconds < 0)) {
    throw new FlowFault(`Expected an integer, found: ${JSON.stringify(seconds)}`)
  }
  return draft.context.now() + Math.max(0, Math.floor(seconds * 1000))
}
