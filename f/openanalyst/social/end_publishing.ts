import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { stopPublishingWhenDone } from './posts/index.ts'

/** Turns one's own publishing schedule off when no post waits. Answers how many do, and whether it is still on. */
export async function main(): Promise<{ waiting: number; on: boolean }> {
  const waiting = await stopPublishingWhenDone(dataTable(), jobUser())
  return { waiting, on: waiting > 0 }
}
