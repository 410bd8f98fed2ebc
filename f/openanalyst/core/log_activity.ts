import { realClock } from '../../lib/clock.ts'
import { deriveId } from '../../lib/ids.ts'
import { jobUser } from '../../lib/job_user.ts'
import { addActivity, dataTable } from '../../lib/store/index.ts'
import { placeOfJob } from '../task_run.ts'

/** Notes what a user did, or had done. Doing it again for the same task, or in the same job, notes nothing more. */
export async function main(
  action: string,
  user_id: string | null = null,
  session_id: string | null = null,
  task_id: string | null = null,
  details: object | null = null,
): Promise<{ id: string; added: boolean }> {
  const id = deriveId('activity', action, task_id ?? placeOfJob())
  const at = new Date(realClock.now()).toISOString()
  const activity = { id, action, user_id: user_id || jobUser(), session_id, task_id, details: details ?? {}, at }
  return { id, added: await addActivity(dataTable(), activity) }
}
