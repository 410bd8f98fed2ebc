/** The routes of jobs: to run them, look at them, follow them, answer them and end them. */
import type { Hono } from 'hono'
import { notSupported } from '../../shared/errors.ts'
import { newRoutes, type Routes } from '../context.ts'
import { addApprovalRoutes, addOwnerResumeRoute } from './approvals.ts'
import { addCancelRoutes, addCancelSelectionRoutes } from './cancel.ts'
import { addListRoutes } from './list.ts'
import { addPreviewRoutes } from './preview.ts'
import { addQueueStateRoutes } from './queue-state.ts'
import { addReadRoutes } from './read.ts'
import { addRerunRoutes } from './rerun.ts'
import { addRestartRoute } from './restart.ts'
import { addResultRoutes } from './results.ts'
import { addRunRoutes } from './run.ts'
import { addSignatureRoutes } from './signatures.ts'
import { addSignedAnswerRoutes } from './signed-answers.ts'
import { addUpdateRoutes } from './updates.ts'
import { addUserStateRoutes } from './user-state.ts'
import { addWorkflowRoutes } from './workflow.ts'

export { answerWithResult } from './answer-with-result.ts'
export { jobMetricsRoutes } from './progress.ts'

/** `/api/w/:workspace/jobs`: for members of the workspace. */
export const jobsRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  // A HEAD would run what the GET of the same route runs; Windmill answers it with nothing.
  app.use('/*', async (c, next) => (c.req.raw.method === 'HEAD' ? c.body(null, 200) : next()))
  addPreviewRoutes(app, windmill)
  addRerunRoutes(app, windmill)
  addWorkflowRoutes(app, windmill)
  addRunRoutes(app, windmill)
  addListRoutes(app, windmill)
  addCancelSelectionRoutes(app, windmill)
  addQueueStateRoutes(app, windmill)
  addUserStateRoutes(app, windmill)
  addResultRoutes(app, windmill)
  addSignatureRoutes(app, windmill)
  addOwnerResumeRoute(app, windmill)
  addRestartRoute(app, windmill)
  for (const [door, name] of [
    ['slack', 'Slack'],
    ['teams', 'Teams'],
  ]) {
    app.get(`/${door}_approval/:id`, () => {
      throw notSupported(`approvals in ${name}: send the links of getResumeUrls by a channel of your own`)
    })
  }
  return app
}

/** `/api/w/:workspace/jobs_u`: for whoever may see the job, logged in or not. */
export const openJobsRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  addReadRoutes(app, windmill)
  addUpdateRoutes(app, windmill)
  addCancelRoutes(app, windmill)
  addApprovalRoutes(app, windmill)
  addSignedAnswerRoutes(app, windmill)
  return app
}
