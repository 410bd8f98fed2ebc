import type { Sql } from '../../lib/store/index.ts'
import type { PriceTable } from '../budget/index.ts'
import type { PinnedAgent } from '../closure/index.ts'
import type { Tape } from '../tape/index.ts'

/** What a run and all that it starts may spend. */
export interface BudgetLimits {
  max_tokens?: number | null
  max_cost?: number | null
}

const hasLimit = ({ max_tokens, max_cost }: BudgetLimits): boolean => max_tokens != null || max_cost != null

/**
 * Lets an outermost run begin: gives it its job, what it pins, and its budget. Answers what is pinned, which is what was
 * pinned first when it begins a second time; null when it has ended, or another job has it.
 */
export async function beginRun(
  sql: Sql,
  id: string,
  { pinned, budget, job_id }: { pinned: unknown; budget: BudgetLimits; job_id: string },
): Promise<{ pinned: unknown } | null> {
  return await sql<{ pinned: unknown }>`
    WITH begun AS (
      UPDATE runs SET status = CASE status WHEN 'queued' THEN 'running' ELSE status END, job_id = ${job_id},
        pinned = coalesce(pinned, ${pinned}::jsonb)
      WHERE id = ${id} AND ended_at IS NULL AND (job_id IS NULL OR job_id = ${job_id})
      RETURNING id, pinned
    ), budget AS (
      INSERT INTO budgets (run_id, max_tokens, max_cost)
      SELECT id, ${budget.max_tokens ?? null}::bigint, ${budget.max_cost ?? null}::numeric FROM begun
      WHERE ${hasLimit(budget)}::boolean
      ON CONFLICT (run_id) DO NOTHING
    )
    SELECT pinned FROM begun`.fetchOne()
}

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
    ), budget AS (
      INSERT INTO budgets (run_id, max_tokens, max_cost)
      SELECT ${id}, (b ->> 'max_tokens')::bigint, (b ->> 'max_cost')::numeric
      FROM (SELECT agent -> 'definition' -> 'budget' AS b FROM above) AS own
      WHERE coalesce(b ->> 'max_tokens', b ->> 'max_cost') IS NOT NULL
      ON CONFLICT (run_id) DO NOTHING
    )
    SELECT agent, prices, tape, EXISTS (SELECT FROM added) AS is_new, root_run_id, to_jsonb(lineage || ${id}::text) AS lineage, to_jsonb(path || ${agent}::text) AS path,
      user_id, session_id, coalesce((SELECT r.created_at FROM runs r WHERE r.id = ${id}), ${at}::timestamptz) AS created_at
    FROM above`.fetchOne()
}
