import { z } from 'zod'
import type { ApiClient } from '../api-client.ts'
import { href } from '../context.ts'
import { type ListedJob, listedJob, type WholeJob } from '../job.ts'

/** Children that a page knows of; a longer loop shows its last ones. */
const MOST_CHILDREN = 1000

/** The jobs that a job has started, the first one first. */
export async function childrenOf(api: ApiClient, workspace: string, job: Pick<WholeJob, 'id'>): Promise<ListedJob[]> {
  const address = href(`/w/${workspace}/jobs/list`, { parent_job: job.id, per_page: MOST_CHILDREN })
  const children = await api.get(address, z.array(listedJob))
  return children.sort((one, other) => one.created_at.localeCompare(other.created_at))
}

/** How long each of the jobs took that have ended, in milliseconds, by id. */
export const durationsOf = (children: ListedJob[]): Map<string, number> =>
  new Map(children.flatMap(({ id, duration_ms }) => (duration_ms === undefined ? [] : [[id, duration_ms]])))
