import { query } from '../sql.ts'

/** A job waits for `suspend` events, or until `until` (milliseconds). */
export const suspendJob = query<{ id: string; suspend: number; until: number }>(
  'UPDATE job_queue SET running = 0, suspend = :suspend, suspend_until = :until WHERE id = :id',
)

/** A job waits no more for events. */
export const unsuspendJob = query<{ id: string; running: boolean }>(
  'UPDATE job_queue SET running = :running, suspend = 0, suspend_until = NULL WHERE id = :id',
)

/** Suspended jobs that have waited long enough. */
export const overdueSuspended = query<{ now: number }, { id: string }>(
  'SELECT id FROM job_queue WHERE suspend > 0 AND suspend_until <= :now',
)
