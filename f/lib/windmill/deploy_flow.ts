import { isDeepStrictEqual } from 'node:util'
import { FlowService, type OpenFlow } from 'windmill-client'
import { refusal, unlessMissing, workspace } from './place.ts'

export interface FlowToDeploy {
  path: string
  summary: string
  description: string
  value: OpenFlow['value']
  /** JSON Schema of the flow's input. */
  schema: OpenFlow['schema']
}

/**
 * Deploys a flow. A path that exists gets a new version, unless it is the same flow. Throws CodedError
 * `WINDMILL_REFUSED`.
 */
export async function deployFlow(
  flow: FlowToDeploy,
): Promise<{ path: string; change: 'created' | 'changed' | 'unchanged' }> {
  const { path } = flow
  const live = await unlessMissing(FlowService.getFlowByPath({ workspace: workspace(), path }))
  const same = (key: 'summary' | 'description' | 'value' | 'schema') => isDeepStrictEqual(live?.[key], flow[key])
  if (same('summary') && same('description') && same('value') && same('schema')) return { path, change: 'unchanged' }
  try {
    if (live) await FlowService.updateFlow({ workspace: workspace(), path, requestBody: flow })
    else await FlowService.createFlow({ workspace: workspace(), requestBody: flow })
  } catch (error) {
    throw refusal(error)
  }
  return { path, change: live ? 'changed' : 'created' }
}
