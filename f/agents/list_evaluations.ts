import { jobUser } from '../lib/job_user.ts'
import { dataTable } from '../lib/store/index.ts'
import { listEvaluations } from './evals/index.ts'

/** Your evaluations, the newest first, without their suites and reports. */
export async function main(limit: number | null = null): Promise<Awaited<ReturnType<typeof listEvaluations>>> {
  return await listEvaluations(dataTable(), { user_id: jobUser(), limit: limit ?? undefined })
}
