import { showVersions } from '../definitions/index.ts'
import { listVersions as route } from './contract/agents.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/agents/:id/versions`: lists the versions of an agent. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, params }) => [
    200,
    { versions: await showVersions(sql, { user_id, agent: params.id }) },
  ])
}
