import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { badRequest, notAuthorized, notFound, permissionDenied } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { memberOf, readBody, type Windmill, workspaceOf } from '../context.ts'
import { recordAnswer, requireMayAnswer } from './answer.ts'
import { answerPayload } from './answer-payload.ts'
import { approvalInfo, isOwner, requireMayDecide } from './approval-info.ts'
import { approvalText } from './approval-token.ts'
import { type Suspended, suspendedOf } from './suspended.ts'
import { maySee, viewerOf } from './visibility.ts'

const answerSchema = z.object({
  payload: z.json().optional(),
  approved: z.boolean().optional(),
  approval_token: z.string().nullish(),
})

/** Routes of the approval page: what is asked, and the answer. They want a login, or the token of the page's address. */
export function addApprovalRoutes(app: Hono, windmill: Windmill): void {
  app.get('/flow/approval_info/:id', (c) => {
    const job = askedJob(windmill, c, c.req.query('token'))
    return c.json(approvalInfo(windmill, job, viewerOf(windmill, c)))
  })
  app.post('/flow/resume_suspended/:id', async (c) => {
    const { payload = null, approved = true, approval_token } = await readBody(c, answerSchema)
    const job = askedJob(windmill, c, approval_token ?? undefined)
    const member = viewerOf(windmill, c)
    const suspended = waiting(windmill, job)
    requireMayDecide(windmill, suspended, member)
    const resume_id = Number.parseInt(windmill.system.secret(4), 16)
    recordAnswer(windmill, suspended, { resume_id, approver: member?.username ?? 'anonymous', payload, approved })
    return new Response(null, { status: 201 })
  })
}

/** The owner of a flow lets it go on, without a link. */
export function addOwnerResumeRoute(app: Hono, windmill: Windmill): void {
  app.on(['GET', 'POST'], '/flow/resume/:id', async (c) => {
    const member = memberOf(windmill, c)
    const payload = await answerPayload(c)
    const job = askedJob(windmill, c, undefined)
    if (!isOwner(windmill, member, job))
      throw permissionDenied('Only an owner of the flow may resume it without a link')
    const suspended = waiting(windmill, job)
    requireMayAnswer(suspended, member)
    recordAnswer(windmill, suspended, { resume_id: 0, approver: member.username, payload, approved: true })
    return new Response(null, { status: 201 })
  })
}

/** The job of the path, for a member who may see it, or for whoever has the token of its approval page. */
function askedJob(windmill: Windmill, c: Context, token: string | undefined): Job {
  const id = c.req.param('id') ?? ''
  const job = windmill.queue.get(id)
  const here = job?.workspace_id === workspaceOf(c) ? job : undefined
  if (here && token && windmill.auth.verify(here.workspace_id, approvalText(here.id), token)) return here
  const viewer = viewerOf(windmill, c)
  if (!viewer) throw notAuthorized('Must be logged in or provide a valid approval token')
  if (!here || !maySee(windmill, viewer, here)) throw notFound(`Job ${id} not found`)
  return here
}

/** As `suspendedOf`, for a job that waits right now. */
function waiting(windmill: Windmill, job: Job): Suspended {
  if (!job.suspend) throw badRequest('the flow is not in a suspended state anymore')
  return suspendedOf(windmill, job.id)
}
