import { summaryOf } from '../definitions/index.ts'
import { listAgents } from '../store/agents.ts'
import { listAgents as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/agents`: lists the caller’s agents. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, query }) => {
    const { after, limit } = query
    const rows = await listAgents(sql, { user_id, after, limit })
    return [200, { agents: rows.map(summaryOf), next: rows.length === limit ? rows.at(-1)!.name : null }]
  })
}
