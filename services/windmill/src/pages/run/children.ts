import { z } from 'zod'
import type { FlowStatus } from '../../shared/openflow.ts'
import type { ApiClient } from '../api-client.ts'
import { href } from '../context.ts'
import { asksPeople, type ListedJob, listedJob, stateOf, type WholeJob } from '../job.ts'
import type { StepState } from '../picture/index.ts'
import { findJob } from './asking.ts'

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

/** Where the steps of a flow stand that have a job which has not ended, by the ids of these jobs. */
export async function underWayOf(
  api: ApiClient,
  workspace: string,
  status: FlowStatus,
  now: number,
): Promise<Map<string, StepState>> {
  const steps = [status.preprocessor_module, ...status.modules, status.failure_module]
  const ids = steps.flatMap((step) => (step?.type === 'WaitingForExecutor' && step.job ? [step.job] : []))
  const found = ids.map(async (id): Promise<[string, StepState][]> => {
    const job = await findJob(api, workspace, id)
    return job ? [[id, stepState(job, now)]] : []
  })
  return new Map((await Promise.all(found)).flat())
}

function stepState(job: WholeJob, now: number): StepState {
  const state = stateOf(job, now)
  if (state === 'suspended') return asksPeople(job) ? 'suspended' : 'running'
  return state === 'waiting' || state === 'scheduled' ? 'waiting' : 'running'
}
