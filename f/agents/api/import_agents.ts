import { importAgents } from '../definitions/index.ts'
import { importAgents as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `POST /v1/agents/import`: imports agents, all or none. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, query, body, new_id, at }) => [
    201,
    { agents: await importAgents(sql, { user_id, document: body, if_exists: query.if_exists, new_id, at }) },
  ])
}
