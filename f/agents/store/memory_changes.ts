import type { Sql } from '../../lib/store/index.ts'

/** What became of a memory. */
export interface MemoryChange {
  change: 'kept' | 'proposed' | 'approved' | 'rejected' | 'superseded' | 'forgotten' | 'expired'
  /** Who did it: `user/NAME`, `run/ID`, or `schedule`. */
  actor: string
  reason: string | null
  /** RFC 3339. */
  at: string
}

/** The history of a memory of this user, forgotten ones included, the oldest change first. */
export async function listMemoryChanges(
  sql: Sql,
  { id, user_id }: { id: string; user_id: string },
): Promise<MemoryChange[]> {
  return await sql<MemoryChange>`
    SELECT change, actor, reason, at FROM memory_changes
    WHERE memory_id = ${id} AND user_id = ${user_id} ORDER BY seq`.fetch()
}
