import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowValue, ModuleStatus } from '../shared/openflow.ts'
import type { Draft } from './draft.ts'
import { FlowFault } from './faults.ts'
import type { Position } from './modules.ts'
import { type Answers, settingScope } from './scopes.ts'
import { wholeNumber } from './transforms.ts'
import type { ChildJob } from './types.ts'

/** A step that is about to begin, or a loop or branch-all about to begin its next child. */
export interface Entry {
  draft: Draft
  where: Position
  module: FlowModule
  current: ModuleStatus
  /** `previous_result` of the step's expressions, and the id of the step that it comes from. */
  previous: Json
  previousId: string
  answers: Answers
  scheduledFor?: number
  /** Arguments of the attempt that failed. */
  retriedArgs?: JsonObject
}

/** What to start for an entry. */
export interface Start {
  module: FlowModule
  args: JsonObject
  flow?: FlowValue
  preRunError?: string
}

/**
 * Starts jobs for a step.
 * @returns their ids
 * @throws FlowFault when the step's script or flow is not there, or its time limit is no number; then no job is started
 */
export function start(entry: Entry, starts: Start[]): string[] {
  const { draft, where, module, scheduledFor } = entry
  const { context, flow } = draft
  for (const what of starts) {
    const absent = what.flow ? undefined : context.absent?.(what.module)
    if (absent !== undefined) throw new FlowFault(absent)
  }
  const timeout = timeLimit(entry)
  const jobs = starts.map((what): ChildJob => {
    const { type } = what.module.value
    return withoutUndefined({
      id: context.newJobId(),
      step_id: module.id,
      module: what.module,
      flow: what.flow,
      args: what.args,
      scheduled_for: scheduledFor,
      timeout_s: timeout,
      cache_ttl: type === 'rawscript' && !what.flow ? what.module.cache_ttl : undefined,
      priority: module.priority ?? flow.priority,
      flow_env: type === 'flow' ? flow.flow_env : undefined,
      is_failure_handler: where.at === 'failure' || undefined,
      is_preprocessor: where.at === 'preprocessor' || undefined,
      pre_run_error: what.preRunError,
    })
  })
  draft.actions.push(...jobs.map((job) => ({ type: 'push', job }) as const))
  return jobs.map(({ id }) => id)
}

/** Seconds that a job of the step may take. */
function timeLimit({ draft, module, previous, previousId }: Entry): number | undefined {
  if (module.timeout === undefined || module.timeout === null) return undefined
  const seconds = wholeNumber(draft, module.timeout, settingScope(draft, previous, previousId), 'i32')
  if (seconds < 0) throw new FlowFault('Timeout value cannot be negative')
  return seconds
}

const withoutUndefined = (job: ChildJob): ChildJob =>
  Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as unknown as ChildJob
