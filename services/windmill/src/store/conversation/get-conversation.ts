import { query } from '../sql.ts'

/** A conversation with a flow; times are milliseconds. */
export interface Conversation {
  id: string
  workspace_id: string
  flow_path: string
  title: string
  created_by: string
  created_at: number
  updated_at: number
}

/** A conversation by its id. */
export const getConversation = query<{ id: string }, Conversation>('SELECT * FROM conversation WHERE id = :id')
