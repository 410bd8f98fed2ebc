import { query } from '../sql.ts'

/** The live TypeScript scripts of a workspace that have a lock, and in whose content a text stands. */
export const scriptsWithText = query<
  { workspace_id: string; text: string },
  { hash: string; path: string; content: string; language: string; lock: string }
>(
  `SELECT hash, path, content, language, lock FROM script
   WHERE workspace_id = :workspace_id AND archived = 0 AND deleted = 0
     AND language IN ('bun', 'bunnative', 'deno') AND lock <> '' AND instr(content, :text) > 0
   ORDER BY path`,
)
