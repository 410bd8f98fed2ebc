import { isDuplicate, type Sql } from '../../lib/store/index.ts'
import type { AgentDefinition } from '../definition.ts'

/** What becomes of a name that the user has already. */
export type ImportMode = 'fail' | 'skip' | 'change'

/** What became of one agent; `taken` is the only one when `fail` has refused the whole. */
export interface ImportedRow {
  id: string
  name: string
  outcome: 'created' | 'changed' | 'unchanged' | 'taken'
}

interface ToImport {
  user_id: string
  /** `id` is for those that are new; no name stands there twice. */
  rows: { id: string; name: string; definition: AgentDefinition }[]
  mode: ImportMode
  at: string
}

/** Adds agents, or versions of those that are there, all in one statement. A definition that is there changes nothing. */
export async function importDefinitions(sql: Sql, given: ToImport): Promise<ImportedRow[]> {
  try {
    return await importAll(sql, given)
  } catch (error) {
    // Somebody has taken one of the names at this moment: now it is seen.
    if (!isDuplicate(error)) throw error
    return await importAll(sql, given)
  }
}

async function importAll(sql: Sql, { user_id, rows, mode, at }: ToImport): Promise<ImportedRow[]> {
  return await sql<ImportedRow>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${rows}::jsonb) AS g(id text, name text, definition jsonb)
    ), taken AS (
      SELECT a.id, a.name, v.definition - 'name' AS definition
      FROM agents a JOIN given USING (name) JOIN agent_versions v ON v.agent_id = a.id AND v.version = a.last_version
      WHERE a.user_id = ${user_id}
    ), refused AS (
      SELECT ${mode}::text = 'fail' AND EXISTS (SELECT FROM taken) AS is_refused
    ), created AS (
      INSERT INTO agents (id, user_id, name, last_version, created_at, updated_at)
      SELECT id, ${user_id}, name, 1, ${at}::timestamptz, ${at}::timestamptz FROM given, refused
      WHERE NOT is_refused AND name NOT IN (SELECT name FROM taken)
      RETURNING id, name, last_version
    ), changed AS (
      UPDATE agents a SET last_version = a.last_version + 1, updated_at = ${at}::timestamptz
      FROM given g JOIN taken t USING (name)
      WHERE a.id = t.id AND ${mode}::text = 'change' AND t.definition <> g.definition - 'name'
      RETURNING a.id, a.name, a.last_version
    ), versions AS (
      INSERT INTO agent_versions (agent_id, version, definition, created_at)
      SELECT n.id, n.last_version, g.definition, ${at}::timestamptz
      FROM (SELECT * FROM created UNION ALL SELECT * FROM changed) n JOIN given g USING (name)
    )
    SELECT coalesce(t.id, g.id) AS id, g.name,
      CASE WHEN g.name IN (SELECT name FROM created) THEN 'created'
        WHEN g.name IN (SELECT name FROM changed) THEN 'changed'
        WHEN is_refused THEN 'taken' ELSE 'unchanged' END AS outcome
    FROM given g CROSS JOIN refused LEFT JOIN taken t USING (name)
    WHERE NOT is_refused OR t.id IS NOT NULL
    ORDER BY g.name`.fetch()
}
