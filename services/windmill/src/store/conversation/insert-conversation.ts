import { query } from '../sql.ts'
import type { Conversation } from './get-conversation.ts'

/** Begins a conversation; 0 changes when it has begun already. */
export const insertConversation = query<Omit<Conversation, 'updated_at'>>(
  `INSERT INTO conversation (id, workspace_id, flow_path, title, created_by, created_at, updated_at)
   VALUES (:id, :workspace_id, :flow_path, :title, :created_by, :created_at, :created_at)
   ON CONFLICT (id) DO NOTHING`,
)
