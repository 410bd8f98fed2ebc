import { type CallOfRun, callsOfRun } from '../../agents/store/calls_of_run.ts'
import type { ErrorRecord } from '../../lib/errors.ts'
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
  const made = calls.filter(({ status, asked }) => status !== 'refused' || asked)
  const last = made.filter((call) => turnOf(call) === turnOf(made.at(-1)!))
  const errors = last.map(errorOf)
  if (errors[0] && errors.every(Boolean)) return { ok: false, path, error: errors[0] }
  const words = typeof result === 'string' ? result : ''
  const declined = last.length === 0 && saysNo(words)
  return declined ? { ok: false, path, error: { code: NOT_DONE, message: words, details: {} } } : answer
}

const turnOf = ({ place }: CallOfRun) => place.split('.')[0]

/** What a call failed with; undefined for one that did not. */
function errorOf({ tool, status, error, reason }: CallOfRun): ErrorRecord | undefined {
  if (status === 'refused') {
    const message = `A person did not agree to ${tool}${reason ? `: ${reason}` : ''}`
    return { code: NOT_APPROVED, message, details: {} }
  }
  return status === 'failed' && error ? error : undefined
}
