import { query } from '../sql.ts'

/** Keeps what the CLI has bundled of a version of a script. */
export const setScriptBundle = query<{ workspace_id: string; hash: string; bundle: string }>(
  'UPDATE script SET bundle = :bundle WHERE workspace_id = :workspace_id AND hash = :hash',
)

/** What is to be run of a version of a script, in place of its content; null for a script of no codebase. */
export const getScriptBundle = query<{ workspace_id: string; hash: string }, { bundle: string | null }>(
  'SELECT bundle FROM script WHERE workspace_id = :workspace_id AND hash = :hash',
)
