import { initialStatus } from '../flow/index.ts'
import { badRequest } from '../shared/errors.ts'
import { isFlowKind, type Job, type NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowModuleValue, FlowValue, ModuleStatus } from '../shared/openflow.ts'
import { jobs, type Store } from '../store/index.ts'
import type { Caller } from './caller.ts'

export interface Restart {
  step_id: string
  /** Another input than that of the flow that ran. */
  args?: JsonObject
  /** Another definition, as it is edited. */
  flow?: FlowValue
  /** Within a sequential loop or branch-all: the iteration or branch that runs again, and those behind it. */
  branch_or_iteration_n?: number
}

/**
 * A flow job that goes on where another one stood: the steps before `step_id` count as done, with the jobs and results
 * that they had; that step, or what is left of it, and those behind it run again. Free Windmill cannot do this. Throws
 * 400 when the flow has no such step, or did not get as far.
 */
export function restartedFlow(ran: Job, caller: Caller, restart: Restart, id: string): NewJob {
  const flow = restart.flow ?? ran.raw_flow
  if (!flow || !isFlowKind(ran.kind)) throw badRequest(`Job ${ran.id} is no flow`)
  const { step_id, branch_or_iteration_n: n } = restart
  const index = flow.modules.findIndex((module) => module.id === step_id)
  if (index < 0) {
    const steps = flow.modules.map((module) => module.id).join(', ')
    throw badRequest(`The flow has no step ${step_id}; its steps are ${steps}`)
  }
  const before = flow.modules.slice(0, index).map((module) => doneBefore(ran, module.id))
  const status = initialStatus(flow)
  const current = n ? brokenOff(ran, flow.modules[index]!, n) : status.modules[index]!
  const restarted_from = { flow_job_id: ran.id, step_id, ...(n && { branch_or_iteration_n: n }) }
  const modules = [...before, current, ...status.modules.slice(index + 1)]
  return {
    ...caller,
    id,
    workspace_id: ran.workspace_id,
    kind: restart.flow ? 'flowpreview' : ran.kind,
    script_path: ran.script_path ?? undefined,
    script_hash: restart.flow ? undefined : (ran.script_hash ?? undefined),
    raw_flow: flow,
    args: restart.args ?? ran.preprocessed_args ?? ran.args,
    flow_status: { ...status, step: index, modules, restarted_from },
    options: { temp_script_refs: ran.options.temp_script_refs, memory_id: ran.options.memory_id },
  }
}

/**
 * Lets the steps of the restarted flow find the results of those before them, and of what was done of the step that it
 * goes on with. To be called when its job is there.
 */
export function takeOverResults(store: Store, { id: scope, flow_status, raw_flow }: NewJob): void {
  const { restarted_from, step = 0, modules = [] } = flow_status ?? {}
  if (!scope || !restarted_from) return
  const { connection } = store
  for (const step_id of raw_flow?.modules.slice(0, step).flatMap(idsIn) ?? []) {
    const found = jobs.getStepResult.one(connection, { scope: restarted_from.flow_job_id, step_id })
    if (found) jobs.saveStepResult.run(connection, { scope, step_id, job: found.job })
  }
  const { id: step_id, flow_jobs } = modules[step] ?? {}
  if (!step_id || !flow_jobs) return
  for (const child of flow_jobs) takeOverFrom(store, scope, child)
  jobs.saveStepResult.run(connection, { scope, step_id, job: flow_jobs })
}

/** What the steps of an iteration or a branch came to, and those in them. */
function takeOverFrom(store: Store, scope: string, id: string): void {
  const job = jobs.getJob.one(store.connection, { id })
  if (job?.kind !== 'flownode') return
  for (const module of job.flow_status?.modules ?? []) {
    const found = module.flow_jobs ?? module.job
    if (!found) continue
    for (const child of [found].flat()) takeOverFrom(store, scope, child)
    jobs.saveStepResult.run(store.connection, { scope, step_id: module.id, job: found })
  }
}

function idsIn({ id, value }: FlowModule): string[] {
  const within =
    'modules' in value ? value.modules : 'branches' in value ? value.branches.flatMap((b) => b.modules) : []
  return [id, ...[...within, ...(value.type === 'branchone' ? value.default : [])].flatMap(idsIn)]
}

function doneBefore(ran: Job, stepId: string): ModuleStatus {
  const module = ran.flow_status?.modules.find(({ id }) => id === stepId)
  if (module?.type === 'Success') return module
  throw badRequest(`The step ${stepId} of job ${ran.id} did not succeed: restart from it, or from a step before it`)
}

/** A loop or branch-all of which the first `n` children count as done. */
function brokenOff(ran: Job, { id, value }: FlowModule, n: number): ModuleStatus {
  if (!isSequential(value)) {
    throw badRequest(
      `The step ${id} is no loop or branch-all that runs one after the other: restart from the step itself`,
    )
  }
  const {
    flow_jobs = [],
    flow_jobs_success,
    flow_jobs_duration,
  } = ran.flow_status?.modules.find((module) => module.id === id) ?? {}
  if (flow_jobs.length < n) {
    throw badRequest(
      `The step ${id} of job ${ran.id} got to ${flow_jobs.length} of them: give a number up to that, not ${n}`,
    )
  }
  return {
    type: 'InProgress',
    id,
    job: flow_jobs[n - 1],
    flow_jobs: flow_jobs.slice(0, n),
    flow_jobs_success: flow_jobs_success?.slice(0, n),
    flow_jobs_duration: flow_jobs_duration && {
      started_at: flow_jobs_duration.started_at.slice(0, n),
      duration_ms: flow_jobs_duration.duration_ms.slice(0, n),
    },
    ...(value.type === 'branchall'
      ? { branchall: { branch: n - 1, len: value.branches.length } }
      : { iterator: { index: n - 1 }, ...(value.type === 'whileloopflow' && { while_loop: true }) }),
  }
}

type Sequential = Extract<FlowModuleValue, { type: 'forloopflow' | 'whileloopflow' | 'branchall' }>

function isSequential(value: FlowModuleValue): value is Sequential {
  if (value.type === 'branchall') return value.parallel === false
  return value.type === 'whileloopflow' || (value.type === 'forloopflow' && value.parallel !== true)
}
