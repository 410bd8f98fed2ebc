import { query } from '../sql.ts'

/** Forgets a conversation and what was said in it. */
export const deleteConversation = query<{ id: string }>('DELETE FROM conversation WHERE id = :id')
