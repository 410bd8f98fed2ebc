import { toErrorRecord } from '../../lib/errors.ts'
import { checkArguments } from '../loop/check_arguments.ts'
import type { Decision } from '../store/tool_calls.ts'
import type { GuardedCall } from './question.ts'

/** What a flow is resumed with by the API of agents; Windmill's own page sends none of it, or an error for a no. */
export interface Resumed {
  approve?: boolean | null
  arguments?: Record<string, unknown> | null
  reason?: string | null
  error?: { name?: string; message?: string } | null
}

/**
 * What a person decided; who it was is told by Windmill, never by the answer. No answer in time is a no; so are changed
 * arguments that do not fit: nothing runs with arguments that nobody agreed to.
 */
export function readDecision(call: GuardedCall, resumed: Resumed | null, approvers: string[]): Decision {
  const { approve, reason = null, error } = resumed ?? {}
  const approver = approvers[0] ?? null
  const refused = (why: string): Decision => ({ approved: false, arguments: call.arguments, approver, reason: why })
  if (error) {
    if (error.name === 'SuspendedTimedOut') return refused('Nobody answered in time.')
    return refused(error.message ?? 'It was refused.')
  }
  if (approve === false) return refused(reason ?? 'It was refused.')
  try {
    const args = checkArguments(resumed?.arguments ?? call.arguments, call.parameters)
    return { approved: true, arguments: args, approver, reason }
  } catch (fault) {
    return refused(toErrorRecord(fault).message)
  }
}
