import { realClock } from '../lib/clock.ts'
import { jobUser } from '../lib/job_user.ts'
import { dataTable } from '../lib/store/index.ts'
import { approveMemory, rejectMemory } from './memory/index.ts'

/** Decides about a memory that an agent proposed, one of your own: it is recalled from now on, or not proposed again. */
export async function main(
  id: string,
  approve: boolean,
  reason: string | null = null,
): Promise<{ id: string; superseded: string[] }> {
  const decision = {
    ...{ id, reason, user_id: jobUser() },
    at: new Date(realClock.now()).toISOString(),
  }
  if (approve) return await approveMemory(dataTable(), decision)
  return { ...(await rejectMemory(dataTable(), decision)), superseded: [] }
}
