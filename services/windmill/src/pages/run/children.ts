import { z } from 'zod'
import type { FlowStatus } from '../../shared/openflow.ts'
import type { ApiClient } from '../api-client.ts'
import { href } from '../context.ts'
import { type ListedJob, listedJob, type WholeJob } from '../job.ts'

/** Children that a page shows; of more the last ones. */
const MOST_CHILDREN = 100

/** The jobs that a job has started, the first one first. */
export async function childrenOf(api: ApiClient, workspace: string, job: Pick<WholeJob, 'id'>): Promise<ListedJob[]> {
  const address = href(`/w/${workspace}/jobs/list`, { parent_job: job.id, per_page: MOST_CHILDREN })
  const children = await api.get(address, z.array(listedJob))
  return children.sort((one, other) => one.created_at.localeCompare(other.created_at))
}

const timing = z.object({ duration_ms: z.number() })

/** How long the steps of a flow took that have ended, in milliseconds, by the ids of their jobs. */
export async function durationsOf(api: ApiClient, workspace: string, status: FlowStatus): Promise<Map<string, number>> {
  const steps = [status.preprocessor_module, ...status.modules, status.failure_module]
  const jobs = steps.flatMap((step) => (step?.job && !step.flow_jobs ? [step.job] : []))
  const found = jobs.map(async (job): Promise<[string, number][]> => {
    const took = await api.find(`/w/${workspace}/jobs_u/completed/get_timing/${job}`, timing)
    return took ? [[job, took.duration_ms]] : []
  })
  return new Map((await Promise.all(found)).flat())
}
