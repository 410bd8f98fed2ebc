import { type Store, schedules, triggers } from '../store/index.ts'
import { changesOf } from './changes.ts'

/**
 * A new version of a script or a flow can be run, at `path`; it was at `from` before. Schedules of it start over, so that
 * their next job is of this version, and triggers of it start it where it is now.
 */
export function followDeployment(
  store: Store,
  workspace_id: string,
  is_flow: boolean,
  path: string,
  from = path,
): void {
  const { connection } = store
  const moved = { workspace_id, is_flow, from, to: path }
  for (const schedule of schedules.repointSchedules.all(connection, moved)) {
    changesOf(store).emit('schedule', workspace_id, schedule.path)
  }
  if (from !== path && triggers.repointTriggers.run(connection, moved) > 0) changesOf(store).emit('triggers')
}
