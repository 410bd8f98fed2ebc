import { query } from '../sql.ts'
import type { Conversation } from './get-conversation.ts'

/** The conversations of a user, with one flow or with all, the last one used first. */
export const listConversations = query<
  { workspace_id: string; created_by: string; flow_path?: string; limit: number; offset: number },
  Conversation
>(
  `SELECT * FROM conversation
   WHERE workspace_id = :workspace_id AND created_by = :created_by AND (:flow_path IS NULL OR flow_path = :flow_path)
   ORDER BY updated_at DESC, id DESC LIMIT :limit OFFSET :offset`,
)
