/**
 * What an agent step knows of earlier: nothing; messages that it is given (`manual`); or the last `context_length`
 * messages of its conversation (`auto`), which is named by the run's memory_id or else by the step's. Facts: Windmill's
 * ai_executor.rs and memory_common.rs. Here the system prompt is not among what is remembered: each run has its own.
 */
import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import { conversations } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'
import type { AgentInputs } from './inputs.ts'
import type { Message } from './message.ts'

/** Bytes of JSON that a step remembers of a conversation: older messages are forgotten. */
const MOST_BYTES = 100_000

export interface Memory {
  /** What was said before this run. */
  earlier: Message[]
  /** Remembers what has been said in all. */
  keep(messages: Message[]): void
}

/** The memory of an agent step in this run. */
export function openMemory(worker: WorkerContext, job: Job, { memory }: Pick<AgentInputs, 'memory'>): Memory {
  const nothing = { earlier: [], keep: () => {} }
  if (memory?.kind === 'manual') return { ...nothing, earlier: memory.messages as unknown as Message[] }
  if (memory?.kind !== 'auto' || memory.context_length === 0) return nothing
  const conversation_id = job.options.memory_id ?? memory.memory_id
  const step_id = job.flow_step_id
  if (!conversation_id || !step_id) return nothing
  const { connection } = worker.store
  const key = { workspace_id: job.workspace_id, conversation_id, step_id }
  const last = (messages: Message[]) => messages.slice(-memory.context_length)
  return {
    earlier: answered(last((conversations.readMemory.one(connection, key)?.messages ?? []) as unknown as Message[])),
    keep: (messages) => {
      const kept = fitting(
        last(messages.filter(({ role }) => role !== 'system').map(({ agent_action, ...said }) => said)),
      )
      if (kept.length === 0) return
      conversations.saveMemory.run(connection, { ...key, messages: kept, now: worker.system.now() })
    },
  }
}

/** Without the results of tools at the beginning, whose calls have been forgotten: a provider refuses those. */
function answered(messages: Message[]): Message[] {
  const first = messages.findIndex(({ role }) => role !== 'tool')
  return first < 0 ? [] : messages.slice(first)
}

function fitting(messages: Message[]): JsonObject[] {
  let from = 0
  while (from < messages.length && JSON.stringify(messages.slice(from)).length > MOST_BYTES) from++
  return messages.slice(from) as unknown as JsonObject[]
}
