import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

interface MemoryKey {
  workspace_id: string
  conversation_id: string
  step_id: string
}

/** What an agent step remembers of a conversation, the oldest message first. */
export const readMemory = query<MemoryKey, { messages: JsonObject[] }>(
  `SELECT messages FROM agent_memory
   WHERE workspace_id = :workspace_id AND conversation_id = :conversation_id AND step_id = :step_id`,
  { json: ['messages'] },
)

/** Replaces what an agent step remembers of a conversation. */
export const saveMemory = query<MemoryKey & { messages: JsonObject[]; now: number }>(
  `INSERT INTO agent_memory (workspace_id, conversation_id, step_id, messages, updated_at)
   VALUES (:workspace_id, :conversation_id, :step_id, :messages, :now)
   ON CONFLICT (workspace_id, conversation_id, step_id)
   DO UPDATE SET messages = excluded.messages, updated_at = excluded.updated_at`,
  { json: ['messages'] },
)
