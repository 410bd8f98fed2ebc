import { CodedError } from '../../lib/errors.ts'
import { beginMemberRun } from '../store/begin_member_run.ts'
import type { EndedRun } from '../store/end_run.ts'
import { getRun, isOpen } from '../store/runs.ts'
import type { Beginning } from './begun.ts'
import { instructionsOf } from './instructions.ts'
import type { RunArguments } from './run_arguments.ts'
import { now, type Services } from './services.ts'

/**
 * Lets the run of a member begin, in a conversation of its own. Throws CodedError `NO_SUCH_MEMBER` when the run above it
 * has ended, cannot reach such an agent, or is another user's.
 */
export async function beginMember(
  services: Services,
  given: RunArguments & { id: string; job_id: string; user_id: string; parent_run_id: string },
): Promise<Beginning | { ended: EndedRun }> {
  const { id, job_id, user_id, parent_run_id } = given
  const input = given.input ?? ''
  const added = { id, parent_run_id, user_id, agent: given.agent ?? '', input, job_id, at: now(services) }
  const begun = await beginMemberRun(services.sql, added)
  if (!begun)
    throw new CodedError(
      'NO_SUCH_MEMBER',
      `The run ${parent_run_id} has ended, or did not pin an agent ${given.agent}.`,
    )
  const { agent, prices, is_new, created_at, ...identity } = begun
  const before = is_new ? null : await getRun(services.sql, id)
  if (before && !isOpen(before)) {
    const { status, output, error, usage, cost } = before
    return { ended: { id, status, output, error, usage, cost } }
  }
  const run = { ...identity, run_id: id, began_at: Date.parse(created_at) }
  return { run, agent, prices, input, messages: instructionsOf(agent.definition, ''), untold: [], pins: null }
}
