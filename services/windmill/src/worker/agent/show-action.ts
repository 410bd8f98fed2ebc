import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { WorkerContext } from '../context.ts'

/** Shows in the status of the flow what its agent step has done, as it does it (case `agent/tool`). */
export function showAction(worker: WorkerContext, agent: Job, action: JsonObject): void {
  worker.store.transaction(() => {
    const flow = agent.parent_job ? worker.queue.get(agent.parent_job) : undefined
    if (!flow?.flow_status || flow.completed_at !== null) return
    const modules = flow.flow_status.modules.map((module) =>
      module.job === agent.id ? { ...module, agent_actions: [...(module.agent_actions ?? []), action] } : module,
    )
    worker.queue.saveFlowStatus(flow.id, { ...flow.flow_status, modules })
  })
}
