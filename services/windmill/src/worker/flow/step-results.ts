/**
 * Results of steps, found by the id of the step.
 *
 * The outermost flow of a tree keeps, for each step id in the tree, the job (or the jobs of a loop) that ended last
 * under that id; so a step sees the steps before it, those of the flows around it, and those that a branch before it
 * ran (case `branchone/inner-results-visible-inside`). What would be ambiguous keeps a record of its own: an iteration
 * of a parallel loop, and a sub-flow. From there the search goes on outward.
 */

import type { Job } from '../../shared/job.ts'
import type { Json } from '../../shared/json.ts'
import type { FlowStatus, ModuleStatus } from '../../shared/openflow.ts'
import { jobs } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'

const isDone = (module: ModuleStatus | undefined) => module?.type === 'Success' || module?.type === 'Failure'

/** Notes the job of every step that has ended between two statuses of a flow. */
export function recordStepResults(worker: WorkerContext, job: Job, before: FlowStatus, after: FlowStatus): void {
  const scope = job.options.result_scope ?? job.id
  for (const [index, module] of after.modules.entries()) {
    if (!isDone(module) || isDone(before.modules[index])) continue
    const found = module.flow_jobs ?? module.job
    if (found) jobs.saveStepResult.run(worker.store.connection, { scope, step_id: module.id, job: found })
  }
}

/** The result of a step, as seen from within a flow; undefined when no such step has ended. */
export function findStepResult(worker: WorkerContext, from: Job, stepId: string): Json | undefined {
  let job: Job | undefined = from
  while (job) {
    const scope: string = job.options.result_scope ?? job.id
    const found = jobs.getStepResult.one(worker.store.connection, { scope, step_id: stepId })?.job
    if (found) return Array.isArray(found) ? found.map((id) => resultOf(worker, id)) : resultOf(worker, found)
    const root: Job | undefined = scope === job.id ? job : worker.queue.get(scope)
    job = root?.parent_job && root.flow_step_id ? worker.queue.get(root.parent_job) : undefined
  }
  return undefined
}

const resultOf = (worker: WorkerContext, id: string): Json => worker.queue.get(id)?.result ?? null
