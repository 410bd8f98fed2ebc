import { callsOfRun } from '../../agents/store/calls_of_run.ts'
import type { Sql } from '../../lib/store/index.ts'
import { NOT_APPROVED, NOT_DONE, saysNo } from '../router/judge.ts'
import type { ToolOutcome } from '../tools/outcome.ts'

/**
 * What an answer of a member is worth: what its tools came to counts, not what its model says of it. When every call that
 * was made last failed, or a person refused it, so has the work; without a call, a member that says it can't has declined.
 */
export async function answerOfMember(
  sql: Sql,
  run_id: string,
  answer: Extract<ToolOutcome, { ok: true }>,
): Promise<ToolOutcome> {
  const { path, result } = answer
  const calls = await callsOfRun(sql, run_id)
  const made = calls.filter(({ status, error }) => status !== 'refused' || error?.code === NOT_APPROVED)
  const turnOf = ({ place }: { place: string }) => place.split('.')[0]
  const last = made.filter((call) => turnOf(call) === turnOf(made.at(-1)!))
  if (last.length > 0) {
    const broken = last.every(({ status }) => status !== 'completed') && last.find(({ error }) => error)?.error
    return broken ? { ok: false, path, error: broken } : answer
  }
  const words = typeof result === 'string' ? result : ''
  return saysNo(words) ? { ok: false, path, error: { code: NOT_DONE, message: words, details: {} } } : answer
}
