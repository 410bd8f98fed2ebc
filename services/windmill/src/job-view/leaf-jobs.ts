import type { JsonObject } from '../shared/json.ts'
import type { FlowStatus } from '../shared/openflow.ts'

/** The jobs of the steps of a flow that have succeeded, by the id of the step; undefined while there is none. */
export function leafJobs(status: FlowStatus | null): JsonObject | undefined {
  const leaves: JsonObject = {}
  for (const { id, type, job, flow_jobs } of status?.modules ?? []) {
    if (type !== 'Success') continue
    if (flow_jobs) leaves[id] = { ListJob: flow_jobs }
    else if (job) leaves[id] = { SingleJob: job }
  }
  return Object.keys(leaves).length > 0 ? leaves : undefined
}
