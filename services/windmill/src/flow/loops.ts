import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowModule, ModuleStatus } from '../shared/openflow.ts'
import { inputFault } from './begin-job.ts'
import { childFlow, iterationArgs } from './child-flow.ts'
import { type Draft, previousResult } from './draft.ts'
import { type Entry, type Start, start } from './entry.ts'
import { FlowFault, wrongKind } from './faults.ts'
import { withChildBegun } from './group.ts'
import { isLoop, isParallel, type LoopValue } from './modules.ts'
import { entryScope, inputScope, NO_ANSWERS, settingScope } from './scopes.ts'
import { stepArgs, wholeNumber } from './transforms.ts'

/**
 * Begins a loop or its next iteration.
 * @returns the step's status; undefined when there is nothing to go over
 */
export function beginIteration(entry: Entry, value: LoopValue): ModuleStatus | undefined {
  if (value.modules.length === 0) return undefined
  return value.type === 'whileloopflow' ? nextWhile(entry, value) : nextFor(entry, value)
}

/** A while loop goes on until something stops it; its value is the number of the iteration. */
function nextWhile(entry: Entry, value: LoopValue): ModuleStatus {
  const before = underWay(entry)
  const index = before?.flow_jobs?.length ?? 0
  const [job] = start(entry, [iteration(entry, value, index, index)])
  const status: ModuleStatus = before ?? { type: 'InProgress', id: entry.current.id, while_loop: true }
  return { ...withChildBegun(status, job!), job, iterator: { index, itered_len: 0 } }
}

function nextFor(entry: Entry, value: ForLoop): ModuleStatus | undefined {
  const before = underWay(entry)
  if (before) return nextInOrder(entry, value, before)
  const items = list(entry, value.iterator)
  if (items.length === 0) return undefined
  const parallel = isParallel(value)
  const first = parallel ? atOnce(entry, value, items.length) : 1
  const jobs = start(
    entry,
    items.slice(0, first).map((item, index) => iteration(entry, value, index, item)),
  )
  if (first < items.length) keepItems(entry, items)
  const status: ModuleStatus = {
    type: 'InProgress',
    id: entry.current.id,
    job: jobs[0],
    iterator: { index: 0, itered_len: items.length },
    ...(parallel && { parallel }),
  }
  return jobs.reduce(withChildBegun, status)
}

function nextInOrder(entry: Entry, value: ForLoop, before: ModuleStatus): ModuleStatus {
  const { index: last, itered_len } = before.iterator!
  const index = last + 1
  // What a flow that was restarted in the loop goes over is not known.
  const items = itered_len === undefined ? list(entry, value.iterator) : undefined
  if (items && index >= items.length) {
    throw new FlowFault(`Could not find iteration number ${index} restarting inside the loop`)
  }
  const item = items ? items[index]! : entry.draft.context.item(index)
  const [job] = start(entry, [iteration(entry, value, index, item)])
  if (items) keepItems(entry, items)
  return { ...withChildBegun(before, job!), job, iterator: { index, itered_len: items?.length ?? itered_len } }
}

/** Puts aside what a loop goes over: a status that held it all would be written as often as there are iterations. */
const keepItems = ({ draft }: Entry, items: Json[]) => draft.actions.push({ type: 'keep_items', items })

/** Begins another iteration of a parallel loop that is allowed only so many at a time, when one has ended. */
export function pushNextIteration(draft: Draft, module: FlowModule, current: ModuleStatus): ModuleStatus {
  const { value } = module
  const index = current.flow_jobs?.length ?? 0
  if (!isLoop(value) || index >= (current.iterator?.itered_len ?? 0)) return current
  const where = { at: 'step', index: draft.status.step } as const
  const previous = previousResult(draft)
  const entry: Entry = { draft, where, module, current, previous, previousId: '', answers: NO_ANSWERS }
  const [job] = start(entry, [iteration(entry, value, index, draft.context.item(index))])
  return withChildBegun(current, job!)
}

const underWay = ({ current }: Entry): ModuleStatus | undefined =>
  current.type === 'InProgress' && current.iterator ? current : undefined

/** The list that a loop goes over. */
function list({ draft, previous, previousId, answers }: Entry, iterator: LoopIterator): Json[] {
  if (iterator.type === 'ai') throw new FlowFault('AI input transform not supported for iterator')
  const items =
    iterator.type === 'static'
      ? (iterator.value ?? null)
      : draft.context.evaluate(iterator.expr, entryScope(draft, previous, previousId, answers))
  if (Array.isArray(items)) return items
  const found = wrongKind(items, 'a sequence')
  throw new FlowFault(`Expected an array value in the iterator expression, found: ${found}`)
}

type ForLoop = Extract<LoopValue, { type: 'forloopflow' }>
type LoopIterator = ForLoop['iterator']

/** How many iterations of a parallel loop run at a time: at least one. */
function atOnce(entry: Entry, value: ForLoop, total: number): number {
  const { draft, module, previous, previousId } = entry
  if (draft.flow.same_worker && !module.suspend && !module.sleep && total > 1) throw sameWorkerFault()
  if (value.parallelism === undefined || value.parallelism === null) return total
  const scope = settingScope(draft, previous, previousId)
  return Math.max(1, wholeNumber(draft, value.parallelism, scope, 'u16'))
}

/** Jobs that run side by side cannot all run on one worker. */
export const sameWorkerFault = () =>
  new FlowFault(
    'Bad request: Cannot continue on same worker with multiple jobs, parallel cannot be used in conjunction with same_worker',
  )

/** One iteration: a flow of the loop's steps, or, where a loop is that simple, its one script alone. */
function iteration(entry: Entry, value: LoopValue, index: number, item: Json): Start {
  const { draft, module, retriedArgs } = entry
  const args = iterationArgs(retriedArgs ?? draft.args, index, item)
  if (runsBare(draft, value)) return bareIteration(entry, value.modules[0]!, args)
  return { module, args, flow: childFlow(draft.flow, value.modules, `${draft.status.step}-${index}`) }
}

/**
 * True when the iterations of a loop are jobs of its one script, with no flow around each: Windmill saves itself the
 * flow for a sequential loop over one script that has no settings, of a flow without a failure module; for a `for` loop
 * only when the flow is deployed. It shows: errors carry the loop's id, `previous_result` is what the loop sees, and
 * the script's own id is not among the results.
 */
function runsBare({ flow, context }: Draft, value: LoopValue): boolean {
  const [only, ...others] = value.modules
  if (!only || others.length > 0 || isParallel(value) || flow.failure_module) return false
  if (value.type === 'forloopflow' && !context.deployed) return false
  const { type } = only.value
  if (type !== 'script' && type !== 'rawscript') return false
  const { sleep, suspend, cache_ttl, retry, stop_after_if, stop_after_all_iters_if, skip_if, mock } = only
  return !(
    sleep ||
    suspend ||
    cache_ttl ||
    retry ||
    stop_after_if ||
    stop_after_all_iters_if ||
    skip_if ||
    mock?.enabled
  )
}

function bareIteration({ draft, previous, answers }: Entry, script: FlowModule, args: JsonObject): Start {
  const { value } = script
  const transforms = 'input_transforms' in value ? value.input_transforms : undefined
  const scope = { ...inputScope(draft, previous, '', answers), flow_input: args }
  try {
    return { module: script, args: stepArgs(draft, transforms, scope) }
  } catch (error) {
    return { module: script, args: {}, preRunError: `could not transform input using an expr: ${inputFault(error)}` }
  }
}
