import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { type ClosedEvaluation, closeEvaluation } from './close_evaluation.ts'

/** Ends an evaluation of this user, and answers its report, as JSON and as Markdown. */
export async function main(evaluation_id: string): Promise<ClosedEvaluation> {
  const user_id = jobUser()
  const at = new Date(realClock.now()).toISOString()
  return await closeEvaluation(dataTable(), { user_id, evaluation_id, at })
}
