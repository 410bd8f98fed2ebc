import type { Clock } from '../../lib/clock.ts'
import type { ErrorRecord } from '../../lib/errors.ts'
import type { Run } from '../../lib/events.ts'
import { dataTable, type EndStatus, endTask } from '../../lib/store/index.ts'
import { reporterOf } from '../task_run.ts'

/** The key of a run's last event: whoever comes second with one adds none. */
const END = 'end'

/** Ends a task that did not fail, and reports TASK_COMPLETED with its status. */
export async function closeTask(
  run: Run,
  { status, answer, ...data }: { status: Exclude<EndStatus, 'failed'>; answer: string } & Record<string, unknown>,
  clock: Clock,
): Promise<void> {
  const at = new Date(clock.now()).toISOString()
  await endTask(dataTable(), run.run_id, { status, answer, error: null, at })
  await reporterOf(run)({
    ...{ key: END, type: 'TASK_COMPLETED', step: 'finish_task', message: answer },
    data: { status, answer, ...data },
  })
}

/** Ends a task with an error, and reports TASK_FAILED with its code, its message and what to do. */
export async function failTask(run: Run, error: ErrorRecord, clock: Clock): Promise<void> {
  const at = new Date(clock.now()).toISOString()
  await endTask(dataTable(), run.run_id, { status: 'failed', answer: null, error, at })
  await reporterOf(run)({
    ...{ key: END, type: 'TASK_FAILED', level: 'error', message: error.message },
    data: { status: 'failed', error },
  })
}
