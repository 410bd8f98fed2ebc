import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { RunStatus, RunUsage } from './runs.ts'

/** A tool call that was made, with the arguments as a person left them. */
export interface MadeCall {
  tool: string
  arguments: unknown
  status: 'completed' | 'failed'
}

/** What a run came to, with all that it started. */
export interface RunFacts {
  status: RunStatus
  output: unknown
  error: ErrorRecord | null
  usage: RunUsage
  cost: number
  /** Answers of the model, of the outermost run. */
  turns: number
  /** In the order in which they were asked for; calls that were refused are none. */
  calls: MadeCall[]
  seconds: number
}

/** The facts of a run, or null when there is none of that id. */
export async function readRunFacts(sql: Sql, run_id: string): Promise<RunFacts | null> {
  return await sql<RunFacts>`
    SELECT status, output, error, usage, cost,
      (SELECT count(*) FROM events e WHERE e.run_id = r.id AND e.type = 'MODEL_ANSWERED')::int AS turns,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object('tool', c.tool, 'arguments', c.arguments, 'status', c.status)
          ORDER BY c.created_at, string_to_array(c.place, '.')::int[], c.id)
        FROM tool_calls c JOIN runs m ON m.id = c.run_id
        WHERE m.root_run_id = r.id AND c.status IN ('completed', 'failed')), '[]') AS calls,
      extract(epoch FROM coalesce(ended_at, created_at) - created_at)::float8 AS seconds
    FROM runs r WHERE id = ${run_id}`.fetchOne()
}
