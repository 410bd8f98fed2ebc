import type { Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { callerOf, type Restart, restartedFlow, takeOverResults } from '../../runnable/index.ts'
import { WindmillError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { readBody, type Windmill } from '../context.ts'
import { parsedObject } from '../parsed-json.ts'
import { memberJob } from './visibility.ts'

/** The place that a flow is to go on from. */
export const placeSchema = z.object({
  step_id: z.string(),
  branch_or_iteration_n: z.number().int().nonnegative().nullish(),
})
const restartSchema = placeSchema.extend({ args: parsedObject.nullish() })

type RestartFrom = z.infer<typeof placeSchema> & Pick<Restart, 'args' | 'flow'>

/**
 * Runs a flow again from one of its steps. A free Windmill answers 500; with `--beyond` it is done, and the input may
 * be another one.
 */
export function addRestartRoute(app: Hono, windmill: Windmill): void {
  app.post('/restart/f/:id', async (c) => {
    const { args, ...from } = await readBody(c, restartSchema)
    const { member, job } = memberJob(windmill, c)
    return c.text(restart(windmill, member, job, { ...from, args: args ?? undefined }), 201)
  })
}

/** Starts a flow where another one stood, and answers its id. */
export function restart(windmill: Windmill, member: Member, job: Job, from: RestartFrom): string {
  if (!windmill.beyond) {
    throw new WindmillError(
      'internal',
      'Restarting a flow from a step needs an enterprise edition of Windmill. Run the flow from its start; ' +
        'the embedded Windmill has it with --beyond, which is not what a free Windmill will do',
    )
  }
  const { store, queue, system } = windmill
  const asked = { ...from, branch_or_iteration_n: from.branch_or_iteration_n ?? undefined }
  const restarted = restartedFlow(job, callerOf(member), asked, system.newJobId())
  return store.transaction(() => {
    const id = queue.push(restarted)
    takeOverResults(store, restarted)
    return id
  })
}
