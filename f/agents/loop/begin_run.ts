import type { Report } from '../../lib/events.ts'
import { jobUser } from '../../lib/job_user.ts'
import type { EndedRun } from '../store/end_run.ts'
import { askFirst, asksAtOnce } from './ask_first.ts'
import { beginMember } from './begin_member.ts'
import { beginOutermost } from './begin_outermost.ts'
import type { Begun } from './begun.ts'
import type { RunArguments } from './run_arguments.ts'
import type { Services } from './services.ts'

/**
 * Lets a run begin: notes that it runs, pins its closure, opens its conversation, and asks its first question when nothing
 * stands between.
 *
 * An outermost run stands in the table already when it was started by the API, and what it is about, and whose it is, is
 * taken from there; one that a person starts as a job is theirs. A member's run is of the same user, takes the agent from
 * what the outermost run pinned, and has a conversation of its own. A run that has ended answers how.
 */
export async function beginRun(services: Services, given: RunArguments): Promise<Begun | { ended: EndedRun }> {
  const job_id = process.env.WM_JOB_ID ?? ''
  const id = given.run_id || job_id
  const { parent_run_id } = given
  const own = { ...given, id, job_id, user_id: jobUser() }
  const beginning = parent_run_id
    ? await beginMember(services, { ...own, parent_run_id })
    : await beginOutermost(services, own)
  if ('ended' in beginning) return beginning
  const { pins, ...rest } = beginning
  const begun = { ...rest, untold: [started(beginning, own), ...rest.untold] }
  if (!asksAtOnce(begun.agent.definition)) return begun
  // What another process of this job has pinned meanwhile counts; beginning again finds it.
  return (await askFirst(services, begun, pins)) ?? (await beginRun(services, given))
}

/** What is told of a beginning. What guards are to look at is not shown before they have. */
function started(
  { run, agent, input }: Begun,
  { parent_run_id, job_id }: { parent_run_id: string | null; job_id: string },
): Report {
  const { definition, version } = agent
  const shown = definition.guardrails.input.length === 0 ? input : null
  const data = { agent: definition.name, version, input: shown, path: run.path, parent_run_id, job_id }
  return { key: 'start', type: 'RUN_STARTED', message: `${definition.name} has begun`, data }
}
