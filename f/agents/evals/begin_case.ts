import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { type PlannedCase, planCase } from './plan_case.ts'

/** Begins a case of an evaluation of this user, and answers what run_agent is to be started with. */
export async function main(evaluation_id: string, name: string): Promise<PlannedCase> {
  const user_id = jobUser()
  return await planCase(dataTable(), { user_id, evaluation_id, name }, new Date(realClock.now()).toISOString())
}
