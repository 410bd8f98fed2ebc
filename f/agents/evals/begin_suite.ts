import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { type OpenedEvaluation, openEvaluation } from './open_evaluation.ts'

/** Checks a suite and begins an evaluation of it, as the user of this job. Its id is that of the flow. */
export async function main(
  suite: object,
  mode: 'live' | 'record' | 'replay' | null = null,
  recording_id: string | null = null,
  only: string[] | null = null,
): Promise<OpenedEvaluation> {
  const { WM_FLOW_JOB_ID, WM_JOB_ID } = process.env
  const id = WM_FLOW_JOB_ID || WM_JOB_ID || ''
  const at = new Date(realClock.now()).toISOString()
  const given = { id, user_id: jobUser(), suite, mode: mode ?? 'live', recording_id, only, at } as const
  return await openEvaluation(dataTable(), given)
}
