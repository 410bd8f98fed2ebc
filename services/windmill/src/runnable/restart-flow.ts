import { initialStatus } from '../flow/index.ts'
import { badRequest, notSupported } from '../shared/errors.ts'
import { isFlowKind, type Job, type NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { FlowValue, ModuleStatus } from '../shared/openflow.ts'
import { jobs, type Store } from '../store/index.ts'
import type { Caller } from './caller.ts'

export interface Restart {
  step_id: string
  /** Another input than that of the flow that ran. */
  args?: JsonObject
  /** Another definition, as it is edited. */
  flow?: FlowValue
  branch_or_iteration_n?: number
}

/**
 * A flow job that goes on where another one stood: the steps before `step_id` count as done, with the jobs and results
 * that they had; that step and those behind it run again. Free Windmill cannot do this. Throws 400 when the flow has no
 * such step, or did not get as far.
 */
export function restartedFlow(ran: Job, caller: Caller, restart: Restart, id: string): NewJob {
  const flow = restart.flow ?? ran.raw_flow
  if (!flow || !isFlowKind(ran.kind)) throw badRequest(`Job ${ran.id} is no flow`)
  const index = flow.modules.findIndex((module) => module.id === restart.step_id)
  if (index < 0) {
    const steps = flow.modules.map((module) => module.id).join(', ')
    throw badRequest(`The flow has no step ${restart.step_id}; its steps are ${steps}`)
  }
  if (restart.branch_or_iteration_n) {
    throw notSupported('restarting within a loop or branch: restart from the step that it is')
  }
  const before = flow.modules.slice(0, index).map((module) => doneBefore(ran, module.id))
  const status = initialStatus(flow)
  return {
    ...caller,
    id,
    workspace_id: ran.workspace_id,
    kind: restart.flow ? 'flowpreview' : ran.kind,
    script_path: ran.script_path ?? undefined,
    script_hash: restart.flow ? undefined : (ran.script_hash ?? undefined),
    raw_flow: flow,
    args: restart.args ?? ran.preprocessed_args ?? ran.args,
    flow_status: { ...status, step: index, modules: [...before, ...status.modules.slice(index)] },
    options: { temp_script_refs: ran.options.temp_script_refs, memory_id: ran.options.memory_id },
  }
}

/** Lets the steps of the restarted flow find the results of those before them. To be called when its job is there. */
export function takeOverResults(store: Store, { id, flow_status }: NewJob): void {
  for (const module of flow_status?.modules ?? []) {
    const job = module.flow_jobs ?? module.job
    if (id && job) jobs.saveStepResult.run(store.connection, { scope: id, step_id: module.id, job })
  }
}

function doneBefore(ran: Job, stepId: string): ModuleStatus {
  const module = ran.flow_status?.modules.find(({ id }) => id === stepId)
  if (module?.type === 'Success') return module
  throw badRequest(`The step ${stepId} of job ${ran.id} did not succeed: restart from it, or from a step before it`)
}
