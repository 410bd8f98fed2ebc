import type { FlowContext } from '../../flow/index.ts'
import { getResourceInterpolated, getVariableValue } from '../../interpolate/index.ts'
import type { Job } from '../../shared/job.ts'
import type { WorkerContext } from '../context.ts'

/** What expressions of a flow may ask the workspace for, with the rights of whom the flow runs as. */
export function interpolators(
  worker: WorkerContext,
  job: Job,
): Pick<FlowContext, 'variable' | 'resource' | 'flow_user_state'> {
  return {
    variable: (path) => getVariableValue(worker, job.workspace_id, job.permissioned_as, path),
    resource: (path) => getResourceInterpolated(worker, job.workspace_id, job.permissioned_as, path),
    flow_user_state: (key) => {
      const root = job.options.root_flow ? worker.queue.get(job.options.root_flow) : job
      return root?.flow_status?.user_states?.[key] ?? null
    },
  }
}
