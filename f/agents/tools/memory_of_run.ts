import { CodedError } from '../../lib/errors.ts'
import { jobUser } from '../../lib/job_user.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { Closure } from '../closure/index.ts'
import type { Begun } from '../loop/begun.ts'
import { identityOf } from '../loop/run_identity.ts'
import { type AgentRun, getRun, openRun } from '../store/runs.ts'

/** What the tools of an agent remember and forget for. */
export interface MemoryOfRun {
  /** The run's user. A case of an evaluation has a memory of its own, so that it leaves its user's as it is. */
  user_id: string
  agent_id: string
  session_id: string
  /** Whether what the agent remembers waits for a person first, which its policy says. */
  state: 'active' | 'proposed'
}

/** What it takes to meter what the tool asks of models. */
export type Metering = Pick<Begun, 'run' | 'prices'>

/**
 * Whose memory a run's tools change, and how. The run is said in an argument, which whoever may run the tool can give, so
 * it has to be of the job's own user. Throws CodedError `NO_OPEN_RUN`.
 */
export async function memoryOfRun(
  sql: Sql,
  run_id: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ memory: MemoryOfRun; metering: Metering }> {
  const run = await openRun(sql, run_id)
  if (run.user_id !== jobUser(env)) throw new CodedError('NO_OPEN_RUN', `You have no run ${run_id}.`, { run_id })
  const { user_id, agent_id, session_id, path } = run
  const { agents, prices, tape } = (await outermost(sql, run)).pinned as Closure
  const policy = agents[path.at(-1)!]!.definition.memory
  const owner = tape ? `evaluation/${tape.evaluation_id}/${tape.case_name}` : user_id
  const state = policy.facts === 'propose' ? 'proposed' : 'active'
  return { memory: { user_id: owner, agent_id, session_id, state }, metering: { run: identityOf(run), prices } }
}

/** The run that pinned what this one has. */
const outermost = async (sql: Sql, run: AgentRun): Promise<AgentRun> =>
  run.root_run_id === run.id ? run : (await getRun(sql, run.root_run_id))!
