import { CodedError } from '../lib/errors.ts'
import { jobUser } from '../lib/job_user.ts'
import type { Closure } from './closure/index.ts'
import { meteredLlm } from './loop/metered_llm.ts'
import { identityOf } from './loop/run_identity.ts'
import { jobServices, now, reporterOf } from './loop/services.ts'
import { type SummaryOutcome, tendSession } from './sessions/index.ts'
import { getRun } from './store/runs.ts'
import { settleUsage } from './store/settle_usage.ts'

/**
 * Keeps what a run leaves to remember, and sums up its session when it is long. A run starts it when it has ended; what
 * it came to are events of the run, and what it spent counts for the run. Throws CodedError `RUN_NOT_FOUND`.
 */
export async function main(run_id: string): Promise<{ memories: number; summary: SummaryOutcome }> {
  const services = jobServices()
  const { sql } = services
  const row = await getRun(sql, run_id)
  const { agents, prices = null } = (row?.pinned as Closure | null) ?? {}
  const agent = agents?.[row?.path.at(-1) ?? '']
  if (!row || !agent || row.user_id !== jobUser())
    throw new CodedError('RUN_NOT_FOUND', `You have no run ${run_id} that has begun.`, { run_id })
  const run = identityOf(row)
  const llmOf = (place: string) => meteredLlm(services, { run, agent, prices }, place)
  const llms = { memory: llmOf('memory'), summary: llmOf('summary') }
  const { reports, ...tended } = await tendSession(sql, llms, row, agent.definition, now(services))
  await settleUsage(sql, run_id)
  if (reports.length > 0) await reporterOf(services, run)(...reports)
  await services.outbox.flush()
  return tended
}
