import type { Sql } from '../../lib/store/index.ts'

/**
 * Which of `ids` are no memories of this user, for a memory that is to take their place. Once that one, `successor`, has
 * been kept, none are: what it replaced may have been forgotten since, and keeping it again does nothing.
 */
export async function unknownMemories(
  sql: Sql,
  { user_id, ids, successor }: { user_id: string; ids: string[]; successor: string },
): Promise<string[]> {
  if (ids.length === 0) return []
  const unknown = await sql<{ id: string }>`
    SELECT given.id FROM unnest(${ids}::text[]) WITH ORDINALITY AS given(id, place)
    WHERE NOT EXISTS (SELECT FROM memories m WHERE m.id = given.id AND m.user_id = ${user_id})
      AND NOT EXISTS (SELECT FROM memory_changes c WHERE c.memory_id = ${successor})
    ORDER BY given.place`.fetch()
  return unknown.map(({ id }) => id)
}
