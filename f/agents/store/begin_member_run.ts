import type { Sql } from '../../lib/store/index.ts'
import type { PriceTable } from '../budget/index.ts'
import type { PinnedAgent } from '../closure/index.ts'
import type { Tape } from '../tape/index.ts'
import { ADD_BUDGET } from './add_budget.ts'

/** What a member's run begins with. */
export interface BegunMember {
  /** What the outermost run pinned of the agent. */
  agent: PinnedAgent
  prices: PriceTable | null
  tape: Tape | null
  /** False when the run stood there already. */
  is_new: boolean
  root_run_id: string
  lineage: string[]
  path: string[]
  user_id: string
  session_id: string
  created_at: string
}

/**
 * Adds the run of a member below an open run of the user's, in state `running`, with a budget of its own where the agent
 * has one. It is of the same session. Null when the run above has ended, or its closure has no such agent.
 */
export async function beginMemberRun(
  sql: Sql,
  run: {
    id: string
    parent_run_id: string
    user_id: string
    agent: string
    input: unknown
    job_id: string
    at: string
  },
): Promise<BegunMember | null> {
  const { id, parent_run_id, user_id, agent, input, job_id, at } = run
  return await sql<BegunMember>`
    WITH above AS (
      SELECT p.*, root.pinned -> 'agents' -> ${agent}::text AS agent, root.pinned -> 'prices' AS prices,
        root.pinned -> 'tape' AS tape
      FROM runs p JOIN runs root ON root.id = p.root_run_id
      WHERE p.id = ${parent_run_id} AND p.user_id = ${user_id} AND p.ended_at IS NULL AND root.pinned -> 'agents' ? ${agent}::text
    ), added AS (
      INSERT INTO runs (id, parent_run_id, root_run_id, lineage, path, user_id, session_id, agent_id, agent_version, input,
        status, job_id, created_at)
      SELECT ${id}, id, root_run_id, lineage || ${id}::text, path || ${agent}::text, user_id, session_id,
        agent ->> 'agent_id', (agent ->> 'version')::int, ${JSON.stringify(input)}::text::jsonb, 'running', ${job_id},
        ${at}::timestamptz
      FROM above
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), limiting AS (
      SELECT ${id}::text AS run_id, agent -> 'definition' -> 'budget' AS limits FROM above
    ), ${sql.raw(ADD_BUDGET)}
    SELECT agent, prices, tape, EXISTS (SELECT FROM added) AS is_new, root_run_id, to_jsonb(lineage || ${id}::text) AS lineage, to_jsonb(path || ${agent}::text) AS path,
      user_id, session_id, coalesce((SELECT r.created_at FROM runs r WHERE r.id = ${id}), ${at}::timestamptz) AS created_at
    FROM above`.fetchOne()
}
