import { type Store, schedules, triggers } from '../store/index.ts'
import { changesOf } from './changes.ts'

/** A script or a flow has another path: schedules and triggers that run it follow. */
export function followRename(store: Store, workspace_id: string, is_flow: boolean, from: string, to: string): void {
  if (from === to) return
  const moved = { workspace_id, is_flow, from, to }
  for (const { path } of schedules.repointSchedules.all(store.connection, moved)) {
    changesOf(store).emit('schedule', workspace_id, path)
  }
  if (triggers.repointTriggers.run(store.connection, moved) > 0) changesOf(store).emit('triggers')
}
