import { z } from 'zod'
import type { ApiClient } from '../api-client.ts'
import { href } from '../context.ts'
import { asksPeople, isOver, listedJob, stateOf, type WholeJob, wholeJob } from '../job.ts'

/** Jobs that are looked at below one, and those shown of the jobs that ask. */
const MOST_LOOKED_AT = 40
const MOST_SHOWN = 3

/**
 * The jobs anywhere below one that has not ended which wait for an answer of people: agents and flows ask many levels
 * down, and whoever looks at the whole is to find it.
 */
export async function askingBelow(api: ApiClient, workspace: string, job: WholeJob, now: number): Promise<WholeJob[]> {
  const asking: WholeJob[] = []
  const open = [job.id]
  for (let looked = 0; open.length > 0 && looked < MOST_LOOKED_AT && asking.length < MOST_SHOWN; looked++) {
    const address = href(`/w/${workspace}/jobs/list`, { parent_job: open.shift(), per_page: MOST_LOOKED_AT })
    for (const child of await api.get(address, z.array(listedJob))) {
      const state = stateOf(child, now)
      if (isOver(state)) continue
      const whole = state === 'suspended' ? await findJob(api, workspace, child.id) : undefined
      if (whole && asksPeople(whole)) asking.push(whole)
      else open.push(child.id)
    }
  }
  return asking.slice(0, MOST_SHOWN)
}

/** A job without its log; undefined when it is not there for the visitor. */
export const findJob = (api: ApiClient, workspace: string, id: string): Promise<WholeJob | undefined> =>
  api.find(`/w/${workspace}/jobs_u/get/${id}?no_logs=true`, wholeJob)
