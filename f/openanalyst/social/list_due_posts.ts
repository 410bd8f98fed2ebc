import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { listDuePosts } from '../store/posts.ts'

/** How many posts one run of the schedule publishes at most; the next one goes on. */
const MOST_AT_ONCE = 50

/** The ids of one's own posts whose time has come, the oldest first. */
export async function main(): Promise<string[]> {
  return await listDuePosts(dataTable(), jobUser(), new Date(realClock.now()).toISOString(), MOST_AT_ONCE)
}
