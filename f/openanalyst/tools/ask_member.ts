import { step, taskScript, workflow } from 'windmill-client'
import type { RunResult } from '../../agents/loop/end_run.ts'
import { realClock } from '../../lib/clock.ts'
import { toErrorRecord } from '../../lib/errors.ts'
import { deriveId } from '../../lib/ids.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { placeOfJob, reporterOf, runOfArgument } from '../task_run.ts'
import { answerOfMember } from '../team/answer_of_member.ts'
import { giveTeam } from '../team/give_team.ts'
import { ownTimezone, withTime } from '../told_time.ts'
import { attempt, isSuspension, type ToolOutcome } from './outcome.ts'
import { reportOutcome } from './report_outcome.ts'
import { checkArguments, memberArguments } from './tool_arguments.ts'

/**
 * Hands a piece of work to a member of the team, which is an agent of the user's, and waits for its answer as a job of its
 * own. What fails is told in the outcome, not thrown. `run` and `call` say whose work this is, for its events.
 */
export const main = workflow(
  async (member: string, task: string, run: object | null = null, call: string = 'call'): Promise<ToolOutcome> => {
    const report = reporterOf(runOfArgument(run))
    const ready = await step('prepare_member', () =>
      attempt(member, async () => {
        const wanted = checkArguments(memberArguments, { member, task })
        await giveTeam()
        const message = `Asking the ${wanted.member}: ${wanted.task}`
        await report({ key: `${call}/asked`, type: 'TASK_PROGRESS', step: 'ask_member', message, data: wanted })
        const input = withTime(task, realClock.now(), await ownTimezone())
        return { ...runOfMember(run, call), input }
      }),
    )
    const came = 'error' in ready ? ready : await answerOf(member, { ...ready, agent: member })
    return await step('report_outcome', async () => {
      const outcome = came.ok && 'run_id' in ready ? await answerOfMember(dataTable(), ready.run_id, came) : came
      await reportOutcome(report, call, outcome)
      return outcome
    })
  },
)

/** The member's run, the same when this job is run again; it is shown where the task is, if that is the user's own. */
function runOfMember(run: object | null, call: string): { run_id: string; session_id: string | null } {
  const of = runOfArgument(run)
  const session_id = of && of.user_id === jobUser() ? of.session_id : null
  return { run_id: deriveId('member', of?.run_id ?? placeOfJob(), call), session_id }
}

async function answerOf(member: string, run: Record<string, unknown>): Promise<ToolOutcome> {
  const failed = (error: unknown): ToolOutcome => ({ ok: false, path: member, error: toErrorRecord(error) })
  try {
    const { status, output, error } = (await taskScript('f/agents/run_agent')(run)) as RunResult
    if (status === 'completed') return { ok: true, kind: 'agent', path: member, change: null, result: output }
    return failed(error ?? { code: 'MEMBER_ENDED', message: `The run of the ${member} is ${status}.` })
  } catch (error) {
    if (isSuspension(error)) throw error
    return failed(error)
  }
}
