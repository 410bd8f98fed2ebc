import { listSessions, readSession } from '../sessions/index.ts'
import { loadAgent } from '../store/agents.ts'
import { listSessions as route } from './contract/sessions.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/sessions`: lists the caller’s sessions. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, query }) => {
    const { agent, limit } = query
    const agent_id = agent && (await loadAgent(sql, user_id, agent)).agent_id
    const before = query.before ? await readSession(sql, { user_id, session_id: query.before }) : undefined
    const sessions = await listSessions(sql, { user_id, agent_id, limit, before })
    return [200, { sessions, next: sessions.length === limit ? sessions.at(-1)!.id : null }]
  })
}
