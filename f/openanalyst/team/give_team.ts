import { importAgents } from '../../agents/definitions/index.ts'
import { realClock } from '../../lib/clock.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { TEAM } from './members.ts'

/** Makes the agents of the team the user's own, where they are not there; those that are stay as they are. */
export async function giveTeam(): Promise<void> {
  const at = new Date(realClock.now()).toISOString()
  const taken = { user_id: jobUser(), document: TEAM, if_exists: 'skip' } as const
  await importAgents(dataTable(), { ...taken, new_id: () => crypto.randomUUID(), at })
}
