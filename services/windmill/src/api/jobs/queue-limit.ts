import { WindmillError } from '../../shared/errors.ts'
import { jobs } from '../../store/index.ts'
import type { Windmill } from '../context.ts'

/** Refuses a run when more jobs wait than its caller wants to stand behind (`queue_limit`). */
export function checkQueueLimit({ store, system }: Windmill, limit: number | undefined): void {
  if (limit === undefined) return
  const counted = jobs.countQueue.one(store.connection, { workspace_id: null, now: system.now() })
  const waiting = counted?.database_length ?? 0
  if (waiting > limit) throw new WindmillError('internal', `Number of queued job is too high: ${waiting} > ${limit}`)
}
