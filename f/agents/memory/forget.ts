import type { Sql } from '../../lib/store/index.ts'
import { forgetMemories } from '../store/forget_memories.ts'

/**
 * Takes memories of this user away for good, with those whose place they took. Answers which of `ids` were there: another
 * user's are not. The history keeps that they were forgotten, by whom and why, and nothing of what they said.
 */
export async function forget(
  sql: Sql,
  {
    user_id,
    ids,
    why = null,
    run_id = null,
    at,
  }: { user_id: string; ids: string[]; why?: string | null; run_id?: string | null; at: string },
): Promise<{ forgotten: string[] }> {
  const actor = run_id ? `run/${run_id}` : `user/${user_id}`
  return { forgotten: await forgetMemories(sql, { user_id, ids, actor, reason: why, at }) }
}
