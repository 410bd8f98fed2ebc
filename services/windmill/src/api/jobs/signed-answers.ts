import type { Context, Hono } from 'hono'
import { wholeJob } from '../../job-view/index.ts'
import { badRequest, notFound } from '../../shared/errors.ts'
import { jobs } from '../../store/index.ts'
import { type Windmill, workspaceOf } from '../context.ts'
import { recordAnswer, requireMayAnswer } from './answer.ts'
import { answerPayload } from './answer-payload.ts'
import { requireMayDecide } from './approval-info.ts'
import { answerText, keyedAnswerText } from './approval-token.ts'
import { type Suspended, suspendedOf } from './suspended.ts'
import { viewerOf } from './visibility.ts'

/**
 * Routes for the links that answer a suspended job: whoever has one may use it, for the signature in it covers the
 * job, the number of the answer and the approver. They answer 201 with an empty body and no Content-Type.
 */
export function addSignedAnswerRoutes(app: Hono, windmill: Windmill): void {
  const path = '/:id/:resume_id/:signature'
  app.on(['GET', 'POST'], `/resume${path}`, (c) => answer(windmill, c, true))
  app.on(['GET', 'POST'], `/cancel${path}`, (c) => answer(windmill, c, false))
  app.get(`/get_flow${path}`, (c) => {
    const { id, resumeId, approver } = linkOf(c)
    const key = c.req.query('step_key')
    if (!isSigned(windmill, c, key)) throw badRequest('Invalid signature')
    const asked = windmill.queue.get(id)
    const flow = windmill.queue.get(asked?.parent_job ?? id)
    if (!flow || flow.workspace_id !== workspaceOf(c)) throw notFound(`Job not found at name ${id}`)
    // What is asked where a login is wanted is not for who may not answer.
    const suspended = flow.suspend ? suspendedOf(windmill, flow.id) : undefined
    if (suspended?.conditions.user_auth_required) requireMayDecide(windmill, suspended, viewerOf(windmill, c))
    const given = jobs.resumeEventsOf.all(windmill.store.connection, { job_id: id })
    return c.json({
      job: wholeJob(flow, undefined, false),
      approvers: given.map((event) => ({ resume_id: event.resume_id, approver: event.approver })),
      resume_id: resumeId,
      approver: approver ?? null,
    })
  })
}

async function answer(windmill: Windmill, c: Context, approved: boolean): Promise<Response> {
  // Programs that look at the links of a message ask for their heads; that is nobody's answer.
  if (c.req.raw.method === 'HEAD') return c.body(null, 200)
  const { id, resumeId, approver } = linkOf(c)
  const key = c.req.query('step_key')
  if (!isSigned(windmill, c, key)) throw badRequest('Invalid signature')
  const payload = await answerPayload(c)
  const suspended = suspendedIn(windmill, c, id)
  if (key !== undefined && suspended.approvalKey !== key) {
    throw badRequest(`The workflow does not wait for the approval ${key}; it waits for ${suspended.approvalKey}`)
  }
  const member = viewerOf(windmill, c)
  requireMayAnswer(suspended, member)
  recordAnswer(windmill, suspended, {
    resume_id: resumeId,
    approver: approver || member?.username || 'anonymous',
    payload,
    approved,
  })
  return new Response(null, { status: 201 })
}

function suspendedIn(windmill: Windmill, c: Context, id: string): Suspended {
  if (windmill.queue.get(id)?.workspace_id !== workspaceOf(c)) throw notFound(`Job not found at name ${id}`)
  return suspendedOf(windmill, id)
}

function linkOf(c: Context): { id: string; resumeId: number; approver: string | undefined } {
  return { id: c.req.param('id') ?? '', resumeId: resumeIdOf(c), approver: c.req.query('approver') }
}

/** The number of an answer: what makes it count once. */
export function resumeIdOf(c: Context): number {
  const text = c.req.param('resume_id') ?? ''
  const id = Number(text)
  if (!/^\d{1,10}$/.test(text) || id > 0xffffffff) throw badRequest(`A resume id is a number of 32 bits, not ${text}`)
  return id
}

function isSigned({ auth }: Windmill, c: Context, key: string | undefined): boolean {
  const { id, resumeId, approver } = linkOf(c)
  const text = key === undefined ? answerText(id, resumeId, approver) : keyedAnswerText(id, resumeId, approver, key)
  return auth.verify(workspaceOf(c), text, c.req.param('signature') ?? '')
}
