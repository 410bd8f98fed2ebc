import { CodedError, type ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'

/*
 * A run of an agent. Its states:
 *
 *   queued ──▶ running                        its job has begun
 *   running ◀──▶ waiting_approval             people are asked; the last of them has answered
 *   running ──▶ completed                     it has an answer
 *   running ──▶ failed                        something broke, or was not allowed; the error says what
 *   running ──▶ budget_exceeded               the next call would have passed the limit; the output is what there was
 *   queued | running | waiting_approval ──▶ cancelled
 *
 * Each move names the states that it leaves, so that of two that come at once one is done. The last four are final.
 */
export type OpenStatus = 'queued' | 'running' | 'waiting_approval'
export type EndStatus = 'completed' | 'failed' | 'cancelled' | 'budget_exceeded'
export type RunStatus = OpenStatus | EndStatus

/** Whether a run has not ended. */
export const isOpen = ({ ended_at }: Pick<AgentRun, 'ended_at'>): boolean => ended_at === null

/** Of a run and all that it started. */
export interface RunUsage {
  input_tokens: number
  output_tokens: number
  model_calls: number
  tool_calls: number
}

export interface AgentRun {
  id: string
  parent_run_id: string | null
  root_run_id: string
  /** Ids of runs, from the outermost to this one. */
  lineage: string[]
  /** Names of agents, from the outermost run's to this one's. */
  path: string[]
  user_id: string
  session_id: string
  agent_id: string
  agent_version: number
  input: unknown
  status: RunStatus
  output: unknown
  error: ErrorRecord | null
  usage: RunUsage
  cost: number
  pinned: unknown
  /** The job of run_agent; null until it has begun. */
  job_id: string | null
  /** RFC 3339. */
  created_at: string
  ended_at: string | null
}

export type NewRun = Pick<AgentRun, 'id' | 'user_id' | 'session_id' | 'agent_id' | 'agent_version' | 'input'> & {
  /** The agent's name. */
  agent: string
  at: string
}

/**
 * Adds an outermost run in state `queued`; false when it stands there already. Whoever starts one does this, and then
 * starts the job `f/agents/run_agent` with `{run_id}`: what the run is about, and whose it is, is taken from here.
 */
export async function createRun(sql: Sql, run: NewRun): Promise<boolean> {
  const { id, user_id, session_id, agent_id, agent_version, agent, input, at } = run
  const added = await sql`
    INSERT INTO runs (id, root_run_id, lineage, path, user_id, session_id, agent_id, agent_version, input, status, created_at)
    VALUES (${id}, ${id}, ARRAY[${id}], ARRAY[${agent}], ${user_id}, ${session_id}, ${agent_id}, ${agent_version}::int,
      ${JSON.stringify(input)}::text::jsonb, 'queued', ${at}::timestamptz)
    ON CONFLICT (id) DO NOTHING
    RETURNING id`.fetchOne()
  return added !== null
}

/** A run, or null. */
export async function getRun(sql: Sql, id: string): Promise<AgentRun | null> {
  return await sql<AgentRun>`
    SELECT id, parent_run_id, root_run_id, to_jsonb(lineage) AS lineage, to_jsonb(path) AS path, user_id, session_id,
      agent_id, agent_version, input, status, output, error, usage, cost, pinned, job_id, created_at, ended_at
    FROM runs WHERE id = ${id}`.fetchOne()
}

/** A run that has not ended. Throws CodedError `NO_OPEN_RUN`. */
export async function openRun(sql: Sql, id: string): Promise<AgentRun> {
  const run = await getRun(sql, id)
  if (run && isOpen(run)) return run
  throw new CodedError('NO_OPEN_RUN', `There is no run ${id} that has not ended.`, { run_id: id })
}
