import type { Clock } from '../../lib/clock.ts'
import type { Run } from '../../lib/events.ts'
import type { Message } from '../../lib/llm/index.ts'
import { dataTable, startTask } from '../../lib/store/index.ts'
import { listRunnables, ownSpace } from '../../lib/windmill/index.ts'
import { badInput } from '../bad_input.ts'
import { reporterOf } from '../task_run.ts'
import { ownTimezone, toldTime } from '../told_time.ts'
import { openConversation } from './instructions.ts'

/** How much of what the user has made the model is told about, of scripts and of flows. */
const MOST_LISTED = 30

/**
 * Notes that a task runs, reports TASK_STARTED, and answers the conversation that the model is to go on with. Throws
 * CodedError `BAD_INPUT` without a task.
 */
export async function beginTask(run: Run, task: unknown, clock: Clock): Promise<Message[]> {
  if (typeof task !== 'string' || task.trim() === '') throw badInput('task must say in words what is to be done.')
  const { run_id: id, user_id, session_id } = run
  await startTask(dataTable(), { id, user_id, session_id, task, at: new Date(clock.now()).toISOString() })
  await reporterOf(run)({ key: 'start', type: 'TASK_STARTED', step: 'start_task', message: task, data: { task } })
  const space = ownSpace()
  const [timezone, there] = await Promise.all([ownTimezone(), listRunnables(`${space}/`, MOST_LISTED)])
  return openConversation(task, space, toldTime(clock.now(), timezone), there)
}
