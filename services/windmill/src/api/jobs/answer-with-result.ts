import type { Context } from 'hono'
import { realTimers, resultAnswer, waitForResult } from '../../job-view/index.ts'
import { memberOf, type Windmill } from '../context.ts'

/**
 * Waits for a job's result and makes the answer of it; a caller who goes away cancels the job. `by` is the caller's
 * username, where it is known already.
 */
export async function answerWithResult(
  windmill: Windmill,
  c: Context,
  id: string,
  by = memberOf(windmill, c).username,
): Promise<Response> {
  return resultAnswer(await waitForResult(windmill.queue, id, { signal: c.req.raw.signal, by, timers: realTimers }))
}
