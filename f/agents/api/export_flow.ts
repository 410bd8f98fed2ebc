import { nativeFlow } from '../definitions/index.ts'
import { loadAgent } from '../store/agents.ts'
import { exportFlow as route } from './contract/agents.ts'
import { flowSources } from './flow_sources.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/agents/:id/flow`: exports an agent as a flow with Windmill's own agent step. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params, query, windmill }) => {
    const { definition } = await loadAgent(sql, user_id, params.id, query.version)
    return [200, await nativeFlow(definition, flowSources(windmill))]
  })
}
