import { realClock } from '../../lib/clock.ts'
import { type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import { failTask } from '../router/end_task.ts'
import { taskRun } from '../task_run.ts'

/**
 * What a flow does with its error: makes a record of it, ends the task with it, and reports TASK_FAILED. A task that has
 * ended stays as it ended, and nothing is reported twice.
 */
export async function main(
  error: object,
  task_id: string | null = null,
  user_id: string | null = null,
  session_id: string | null = null,
): Promise<{ status: 'failed'; error: ErrorRecord }> {
  const record = toErrorRecord(error)
  await failTask(taskRun({ task_id, user_id, session_id }), record, realClock)
  return { status: 'failed', error: record }
}
