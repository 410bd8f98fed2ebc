import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { chat, readProvider } from '../../lib/llm/index.ts'
import { dataTable } from '../../lib/store/index.ts'
import type { CaseState } from '../store/evaluations.ts'
import { type CaseOutcome, judgeCase } from './judge_case.ts'

/** Checks what a case of an evaluation of this user came to. `result` is what the job of run_agent answered. */
export async function main(
  evaluation_id: string,
  name: string,
  result: object | null = null,
): Promise<{ name: string; state: CaseState; outcome: CaseOutcome }> {
  const user_id = jobUser()
  const at = new Date(realClock.now()).toISOString()
  const judged = await judgeCase(
    dataTable(),
    async (provider, request) => chat(await readProvider(provider), request),
    { user_id, evaluation_id, name, result, at },
  )
  return { name, ...judged }
}
