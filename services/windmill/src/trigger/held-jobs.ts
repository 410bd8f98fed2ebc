import { jobs } from '../store/index.ts'
import type { TriggerContext } from './context.ts'

/** Which of a suspended trigger's jobs: all that are held, or those of them that are named. */
export interface Held {
  workspace_id: string
  trigger_kind: string
  trigger_path: string
  ids?: string[]
}

/** Lets jobs go that a trigger has queued while it was suspended; answers how many. */
export function releaseHeldJobs(context: TriggerContext, held: Held): number {
  const ids = heldIds(context, held)
  for (const id of ids) context.queue.unsuspend(id, false)
  return ids.length
}

/** Cancels jobs that a trigger has queued while it was suspended; answers how many. */
export function cancelHeldJobs(context: TriggerContext, held: Held, by: string): number {
  return heldIds(context, held).filter((id) => context.queue.cancel(id, by, null)).length
}

function heldIds({ store }: TriggerContext, { ids, ...trigger }: Held): string[] {
  const held = jobs.heldJobs.all(store.connection, trigger).map(({ id }) => id)
  return ids ? held.filter((id) => ids.includes(id)) : held
}
