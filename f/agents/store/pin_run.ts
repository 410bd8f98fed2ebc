import type { Sql } from '../../lib/store/index.ts'
import type { Closure } from '../closure/index.ts'

/** Pins the closure of an open run. Answers what is pinned, which is what was pinned first; null when the run has ended. */
export async function pinRun(sql: Sql, id: string, pins: Closure): Promise<Closure | null> {
  const pinned = await sql<{ pinned: Closure }>`
    UPDATE runs SET pinned = coalesce(pinned, ${pins}::jsonb) WHERE id = ${id} AND ended_at IS NULL
    RETURNING pinned`.fetchOne()
  return pinned?.pinned ?? null
}

/**
 * What pins the closure of a run within another statement, when it has pinned none. It is a part of a WITH, after
 * `pinning(run_id, pins)`; `pinned_run` has a row when it did.
 */
export const PIN = `pinned_run AS (
      UPDATE runs r SET pinned = p.pins FROM pinning p WHERE r.id = p.run_id AND r.pinned IS NULL
      RETURNING r.id
    )`
