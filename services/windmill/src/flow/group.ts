import type { Json } from '../shared/json.ts'
import type { FlowModule, ModuleStatus } from '../shared/openflow.ts'
import { toTimestamp } from '../shared/system.ts'
import type { Draft } from './draft.ts'
import { isParallel, skipsFailure, skipsFailures } from './modules.ts'
import type { Outcome } from './turn.ts'

/** A loop or branch-all under way: several children, one after the other or side by side. */
export interface Group {
  kind: 'loop' | 'branchall'
  parallel: boolean
  /** Sequential: the child under way. Parallel: how many have ended. */
  at: number
  /** How many there will be; a while loop does not know. */
  total: number
  /** Failures of the child that has just ended are passed over. */
  skipsFailure: boolean
}

/** The group that a module's status stands for; undefined for anything else. */
export function groupOf(draft: Draft, module: FlowModule | undefined, current: ModuleStatus): Group | undefined {
  if (current.type !== 'InProgress' || !module) return undefined
  const deployed = draft.context.deployed ?? false
  const parallel = current.parallel ?? false
  if (current.iterator) {
    const { index, itered_len } = current.iterator
    const total = current.while_loop ? Number.POSITIVE_INFINITY : (itered_len ?? 0)
    return { kind: 'loop', parallel, at: index, total, skipsFailure: skipsFailures(module.value, deployed) }
  }
  if (current.branchall && module.value.type === 'branchall') {
    const { branch, len } = current.branchall
    const skips = !parallel && skipsFailure(module.value.branches[branch], deployed)
    return { kind: 'branchall', parallel, at: branch, total: len, skipsFailure: skips }
  }
  return undefined
}

/** The status with the end of one child noted. */
export function withChildEnded(current: ModuleStatus, { job, success, recovered, ...ended }: Outcome): ModuleStatus {
  const at = current.flow_jobs?.indexOf(job) ?? -1
  if (at < 0) return current
  const { flow_jobs_success, flow_jobs_duration, recovered_jobs } = current
  const noted = { ...current, flow_jobs_success: flow_jobs_success?.with(at, success) }
  if (recovered) noted.recovered_jobs = [...(recovered_jobs ?? []), job]
  if (flow_jobs_duration && ended.startedAt !== undefined && ended.durationMs !== undefined) {
    noted.flow_jobs_duration = {
      started_at: flow_jobs_duration.started_at.with(at, toTimestamp(ended.startedAt)),
      duration_ms: flow_jobs_duration.duration_ms.with(at, ended.durationMs),
    }
  }
  return noted
}

/** The status with one more child begun. */
export function withChildBegun(current: ModuleStatus, job: string): ModuleStatus {
  const { started_at = [], duration_ms = [] } = current.flow_jobs_duration ?? {}
  return {
    ...current,
    flow_jobs: [...(current.flow_jobs ?? []), job],
    flow_jobs_success: [...(current.flow_jobs_success ?? []), null],
    flow_jobs_duration: { started_at: [...started_at, null], duration_ms: [...duration_ms, null] },
  }
}

/** What the children returned, the one that has just ended included. */
export const childResults = (draft: Draft, jobs: string[], { job, result }: Pick<Outcome, 'job' | 'result'>): Json[] =>
  jobs.map((id) => (id === job ? result : draft.context.jobResult(id)))

/** Whether the children of a parallel group make it a success: those whose failure is skipped do not count. */
export function allSucceeded(draft: Draft, module: FlowModule, ended: ModuleStatus): boolean {
  const deployed = draft.context.deployed ?? false
  const { value } = module
  return (ended.flow_jobs ?? []).every(
    (job, index) =>
      ended.flow_jobs_success?.[index] === true ||
      ended.recovered_jobs?.includes(job) ||
      (value.type === 'branchall' && isParallel(value) && skipsFailure(value.branches[index], deployed)),
  )
}
