import { jobUser } from '../lib/job_user.ts'
import { dataTable } from '../lib/store/index.ts'
import { deleteEvaluation } from './evals/index.ts'

/** Deletes an evaluation of yours: the runs of its cases, what was recorded, and its report. */
export async function main(evaluation_id: string): Promise<{ evaluation_id: string }> {
  return await deleteEvaluation(dataTable(), { user_id: jobUser(), evaluation_id })
}
