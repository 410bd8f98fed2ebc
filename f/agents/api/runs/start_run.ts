import { toErrorRecord } from '../../../lib/errors.ts'
import type { Message } from '../../../lib/llm/index.ts'
import type { Sql } from '../../../lib/store/index.ts'
import { jobIdOf } from '../../jobs/index.ts'
import { appendMessages, openConversation } from '../../sessions/index.ts'
import { loadAgent } from '../../store/agents.ts'
import { endRun } from '../../store/end_run.ts'
import { createRun, getRun } from '../../store/runs.ts'
import type { WindmillAs } from '../lib/index.ts'

const RUN_AGENT = 'f/agents/run_agent'

export interface ToStart {
  user_id: string
  /** Its id or its name. */
  agent: string
  version?: number
  input: unknown
  session_id: string
  /** What was said before, for a session in which nothing was said yet. */
  history: Message[]
  /** The run is derived of it: the same key again is the same run. */
  key: string
  at: string
}

export interface StartedRun {
  run_id: string
  session_id: string
}

/**
 * Starts a run: its row first, then its job, whose id is the run's. The job is started with the token of who asks, so that
 * it, and every tool that it calls, has their rights. Doing it again under the same key finds the row, and the job that
 * Windmill has by that id. Throws CodedError `AGENT_NOT_FOUND`, `AGENT_VERSION_NOT_FOUND`, `SESSION_NOT_FOUND`, or what
 * Windmill says when it starts no job; then the run has failed.
 */
export async function startRun(sql: Sql, windmill: WindmillAs, run: ToStart): Promise<StartedRun> {
  const { user_id, input, history, key, at } = run
  const run_id = jobIdOf('run', user_id, key)
  const known = await getRun(sql, run_id)
  const session_id = known?.session_id ?? run.session_id
  if (!known) {
    const { agent_id, version, definition } = await loadAgent(sql, user_id, run.agent, run.version)
    const { messages } = await openConversation(sql, { user_id, session_id, agent: agent_id, at, last_messages: 1 })
    if (history.length > 0 && messages.length === 0) {
      await appendMessages(sql, { session_id, run_id: `${run_id}/history`, messages: history, at })
    }
    const row = { id: run_id, user_id, session_id, agent_id, agent_version: version, agent: definition.name, input, at }
    await createRun(sql, row)
  }
  if (known?.ended_at) return { run_id, session_id }
  try {
    await startJob(windmill, run_id)
  } catch (error) {
    const record = toErrorRecord(error)
    await endRun(sql, run_id, { status: 'failed', output: null, error: record, message: record.message }, at)
    throw error
  }
  return { run_id, session_id }
}

/** Windmill refuses an id that it has: then the job was started before. */
async function startJob(windmill: WindmillAs, run_id: string): Promise<void> {
  try {
    await windmill.post(`jobs/run/p/${RUN_AGENT}?job_id=${run_id}`, { run_id })
  } catch (error) {
    const { details, message } = toErrorRecord(error)
    if (details.status !== 400 || !message.includes('already exists')) throw error
  }
}
