import type { Sql } from '../../lib/store/index.ts'
import { dropExpired } from '../store/forget_memories.ts'

/** In one statement, so that none takes long. */
const BATCH = 1_000

/** Takes away all memories, of everybody, that are true no longer. They are not recalled before that either. */
export async function expireMemories(sql: Sql, { at }: { at: string }): Promise<{ expired: number }> {
  let expired = 0
  for (;;) {
    const gone = await dropExpired(sql, { at, limit: BATCH })
    expired += gone
    if (gone < BATCH) return { expired }
  }
}
