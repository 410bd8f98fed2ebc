import { realClock } from '../../lib/clock.ts'
import { type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import { workspaceHub } from '../../lib/hub.ts'
import { deriveId } from '../../lib/ids.ts'
import { placeOfJob, reporterOf, taskRun } from '../task_run.ts'

/** What became of a message. A hub that is down is told, not thrown: nobody's work fails because nobody listens. */
export type Sent = { success: true; seq: number } | { success: false; error: ErrorRecord }

/**
 * Sends a message to the pages of a user's session. With `run_id` it is an event of that run: it gets its number there,
 * is kept in the table, and `payload` is its data.
 */
export async function main(
  message_type: string,
  payload: object,
  user_id: string,
  session_id: string,
  run_id: string | null = null,
): Promise<Sent> {
  const run = taskRun({ task_id: run_id, user_id, session_id })
  if (run_id) {
    const report = reporterOf(run)
    const data = (payload ?? {}) as Record<string, unknown>
    const message = String(data.message ?? data.status ?? message_type)
    const [event] = await report({ key: `message/${placeOfJob()}`, type: message_type, message, data })
    return { success: true, seq: event!.seq }
  }
  const id = deriveId('message', placeOfJob())
  try {
    const message = { type: message_type, payload, timestamp: realClock.now(), id }
    const { seq } = await workspaceHub().publish({ ...message, user_id: run.user_id, session_id: run.session_id })
    return { success: true, seq }
  } catch (error) {
    return { success: false, error: toErrorRecord(error) }
  }
}
