import type { Message } from '../../lib/llm/index.ts'
import { jobIdOf, startJob } from '../jobs/index.ts'
import type { Begun } from './begun.ts'

/** The script that keeps what a run leaves to remember, and shortens a long session. */
const TEND = { kind: 'script', path: 'f/agents/tend_session' } as const

/** A session that has so much of its limit is looked at. */
const PART_OF_LIMIT = 0.5
/** A rough count, on the safe side. */
const CHARACTERS_PER_TOKEN = 3

/**
 * Starts what follows a run without anybody waiting for it, where the agent's memory asks for it: a job of its own, whose
 * id is derived of the run, so that it is started once. A case of an evaluation leaves nothing to remember.
 */
export async function startTending({ run, agent, messages }: Begun, said: Message[]): Promise<void> {
  if (run.tape) return
  const { facts, learned, conversation } = agent.definition.memory
  const characters = [...messages, ...said].reduce(
    (sum, { role, content }) => sum + (role === 'system' ? 0 : content.length),
    0,
  )
  const isLong = characters / CHARACTERS_PER_TOKEN > conversation.summarize_after_tokens * PART_OF_LIMIT
  if (facts === 'off' && learned === 'off' && !isLong) return
  await startJob(TEND, { run_id: run.run_id }, jobIdOf(run.run_id, 'tend'))
}
