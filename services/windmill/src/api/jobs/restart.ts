import type { Hono } from 'hono'
import { z } from 'zod'
import { callerOf, restartedFlow, takeOverResults } from '../../runnable/index.ts'
import { WindmillError } from '../../shared/errors.ts'
import { readBody, type Windmill } from '../context.ts'
import { memberJob } from './visibility.ts'

const restartSchema = z.object({
  step_id: z.string(),
  branch_or_iteration_n: z.number().int().nullish(),
  args: z.record(z.string(), z.json()).nullish(),
})

/**
 * Runs a flow again from one of its steps. A free Windmill answers 500; with `--beyond` it is done, and the input may
 * be another one.
 */
export function addRestartRoute(app: Hono, windmill: Windmill): void {
  app.post('/restart/f/:id', async (c) => {
    const { step_id, branch_or_iteration_n, args } = await readBody(c, restartSchema)
    const { member, job } = memberJob(windmill, c)
    if (!windmill.beyond) {
      throw new WindmillError(
        'internal',
        'Restarting a flow from a step needs an enterprise edition of Windmill. Run the flow from its start; ' +
          'the embedded Windmill has it with --beyond, which is not what a free Windmill will do',
      )
    }
    const restart = { step_id, branch_or_iteration_n: branch_or_iteration_n ?? undefined, args: args ?? undefined }
    const restarted = restartedFlow(job, callerOf(member), restart, windmill.system.newJobId())
    windmill.store.transaction(() => {
      windmill.queue.push(restarted)
      takeOverResults(windmill.store, restarted)
    })
    return c.text(restarted.id!, 201)
  })
}
