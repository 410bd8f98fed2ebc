import { query } from '../sql.ts'

export interface ConversationMessage {
  created_seq: number
  id: string
  conversation_id: string
  message_type: 'user' | 'assistant' | 'system' | 'tool'
  content: string
  job_id: string | null
  step_name: string | null
  success: boolean
  created_at: number
}

/** Adds what was said; 0 changes when the message is there, or the conversation is not. */
export const insertMessage = query<
  Pick<ConversationMessage, 'id' | 'conversation_id' | 'message_type' | 'content' | 'success' | 'created_at'> & {
    job_id?: string
    step_name?: string
  }
>(
  `INSERT INTO conversation_message (id, conversation_id, message_type, content, job_id, step_name, success, created_at)
   SELECT :id, id, :message_type, :content, :job_id, :step_name, :success, :created_at
   FROM conversation WHERE id = :conversation_id
   ON CONFLICT (id) DO NOTHING`,
)

/** A conversation was used. */
export const touchConversation = query<{ id: string; now: number }>(
  'UPDATE conversation SET updated_at = :now WHERE id = :id',
)

/** The last `limit` messages after `after_seq`, but for `offset` newer ones; the oldest first. */
export const listMessages = query<
  { conversation_id: string; after_seq: number; limit: number; offset: number },
  ConversationMessage
>(
  `SELECT * FROM (
     SELECT * FROM conversation_message
     WHERE conversation_id = :conversation_id AND created_seq > :after_seq
     ORDER BY created_seq DESC LIMIT :limit OFFSET :offset)
   ORDER BY created_seq`,
  { bool: ['success'] },
)
