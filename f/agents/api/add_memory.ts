import { connectLlm, type Llm, readProvider } from '../../lib/llm/index.ts'
import { getMemory, memoryFault, remember } from '../memory/index.ts'
import { readSession } from '../sessions/index.ts'
import { loadAgent } from '../store/agents.ts'
import { addMemory as route } from './contract/memories.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

const FORGOTTEN =
  'What was remembered with this Idempotency-Key has been forgotten since. Send it with another key to have it remembered anew.'

/** `POST /v1/memories`: has a fact about the caller remembered. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, body, idempotency_key, new_id, at }) => {
    const { agent, session_id, ...said } = body
    const agent_id = agent && (await loadAgent(sql, user_id, agent)).agent_id
    if (session_id) await readSession(sql, { user_id, session_id })
    const key = idempotency_key ?? new_id()
    const kept = await remember(sql, workspaceLlm, { user_id, agent_id, session_id, ...said, key, at })
    if (!kept.memory) throw memoryFault('MEMORY_FORGOTTEN', FORGOTTEN)
    return [201, { memory: await getMemory(sql, { user_id, id: kept.memory.id }), note: kept.note }]
  })
}

/** The workspace's own provider, read when it is asked: a memory is kept without one too, as a text. */
const workspaceLlm: Llm = {
  chat: async (request, options) => connectLlm(await readProvider()).chat(request, options),
  embed: async (texts) => connectLlm(await readProvider()).embed(texts),
}
