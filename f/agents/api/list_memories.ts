import { getMemory, listMemories } from '../memory/index.ts'
import { loadAgent } from '../store/agents.ts'
import { listMemories as route } from './contract/memories.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { memoryNotFound } from './memory_not_found.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/memories`: lists what agents remember of the caller. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, query, at }) => {
    const { agent, state, kind, limit } = query
    const agent_id = agent && (await loadAgent(sql, user_id, agent)).agent_id
    const before = query.before ? await getMemory(sql, { user_id, id: query.before }) : undefined
    if (before === null) throw memoryNotFound(query.before!)
    const memories = await listMemories(sql, { user_id, state, kind, agent_id, limit, at, before })
    return [200, { memories, next: memories.length === limit ? memories.at(-1)!.id : null }]
  })
}
