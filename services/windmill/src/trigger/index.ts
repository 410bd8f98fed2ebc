/** HTTP triggers: scripts and flows that answer requests at routes of their own. */
import { answerRequest } from './answer-request.ts'
import type { TriggerContext } from './context.ts'
import { servedRoutes } from './served-routes.ts'

export type { TriggerContext } from './context.ts'
export { cancelHeldJobs, releaseHeldJobs } from './held-jobs.ts'

/** Answers requests below `/api/r/`; rejects with WindmillError where there is no such route. */
export function createTriggers(context: TriggerContext): (request: Request) => Promise<Response> {
  const find = servedRoutes(context.store)
  return (request) => answerRequest(context, find, request)
}
