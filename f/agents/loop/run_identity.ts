import type { Closure } from '../closure/index.ts'
import type { AgentRun } from '../store/runs.ts'
import type { RunIdentity } from './begun.ts'

/** Whose run a row is. */
export function identityOf(row: AgentRun): RunIdentity {
  const { id, root_run_id, lineage, path, user_id, session_id, created_at } = row
  const { tape = null } = (row.pinned as Closure | null) ?? {}
  return { run_id: id, root_run_id, lineage, path, user_id, session_id, began_at: Date.parse(created_at), tape }
}
