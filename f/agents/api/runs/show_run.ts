import { CodedError } from '../../../lib/errors.ts'
import type { Sql } from '../../../lib/store/index.ts'
import type { Closure } from '../../closure/index.ts'
import type { ListedRun } from '../../store/read_runs.ts'
import { type AgentRun, getRun, isOpen } from '../../store/runs.ts'
import { readSpent } from '../../store/spent.ts'
import { pendingApprovals } from '../../store/tool_calls.ts'

/** Which run of which user. */
export interface WhichRun {
  user_id: string
  run_id: string
}

const NO_USAGE = { input_tokens: 0, output_tokens: 0, model_calls: 0, tool_calls: 0 }

/** A run of this user, as the table has it. Throws CodedError `RUN_NOT_FOUND`, for another user's too. */
export async function findRun(sql: Sql, { user_id, run_id }: WhichRun): Promise<AgentRun> {
  const run = await getRun(sql, run_id)
  if (run?.user_id === user_id) return run
  throw new CodedError('RUN_NOT_FOUND', `There is no run ${run_id}. GET /v1/runs lists yours.`, { run_id })
}

/** A run in a list of the API. */
export const summaryOf = (run: ListedRun) => ({
  id: run.id,
  agent: run.path.at(-1)!,
  agent_id: run.agent_id,
  agent_version: run.agent_version,
  session_id: run.session_id,
  parent_run_id: run.parent_run_id,
  status: run.status,
  error: run.error,
  usage: { ...NO_USAGE, ...run.usage },
  cost: run.cost,
  created_at: run.created_at,
  ended_at: run.ended_at,
})

/** A run as the API shows it, with what it has spent until now, and what a person is asked in it and below it. */
export async function showRun(sql: Sql, run: AgentRun) {
  const [asked, spent] = isOpen(run)
    ? await Promise.all([pendingApprovals(sql, run.id), readSpent(sql, run.id)])
    : [[], {}]
  return {
    ...summaryOf(run),
    ...spent,
    input: run.input,
    output: run.output,
    pinned: run.pinned ? pinnedOf(run.pinned as Closure) : null,
    pending_approvals: asked.map(({ approval_job, ...approval }) => approval),
    job_id: run.job_id,
  }
}

/** What was pinned, without what the agents say: GET /v1/agents/ID?version=N tells that. */
function pinnedOf({ agents }: Closure) {
  const shown = Object.entries(agents).map(([name, { agent_id, version, tools, members }]) => [
    name,
    {
      ...{ agent_id, version },
      tools: tools.map((tool) => ({
        name: tool.name,
        runnable: 'runnable' in tool.target ? tool.target.runnable : null,
      })),
      members: members.map((member) => ({ name: member.name, runnable: member.target.runnable })),
    },
  ])
  return { agents: Object.fromEntries(shown) }
}
