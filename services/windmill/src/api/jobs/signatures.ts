import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { badRequest } from '../../shared/errors.ts'
import { isFlowKind, type Job } from '../../shared/job.ts'
import type { Windmill } from '../context.ts'
import { answerText, approvalText, keyedAnswerText } from './approval-token.ts'
import { resumeIdOf } from './signed-answers.ts'
import { memberJob } from './visibility.ts'

/** Routes that make the links of `signed-answers.ts`, for a step to send to people. */
export function addSignatureRoutes(app: Hono, windmill: Windmill): void {
  app.get('/job_signature/:id/:resume_id', (c) => {
    const { job } = memberJob(windmill, c)
    return c.text(windmill.auth.sign(job.workspace_id, answerText(job.id, resumeIdOf(c), c.req.query('approver'))))
  })
  app.get('/resume_urls/:id/:resume_id', (c) => {
    const { job } = memberJob(windmill, c)
    const flow = flowOf(windmill, job)
    const target = c.req.query('flow_level') === 'true' ? (flow ?? job) : job
    const resumeId = resumeIdOf(c)
    const approver = c.req.query('approver')
    const signature = windmill.auth.sign(job.workspace_id, answerText(target.id, resumeId, approver))
    return c.json(urls(windmill, { target, page: flow ?? target, resumeId, signature, query: { approver } }))
  })
  app.get('/wac_approval_urls/:id/:key', (c) => {
    const { job } = memberJob(windmill, c)
    if (isFlowKind(job.kind) || job.flow_step_id !== null) {
      throw badRequest(`Job ${job.id} is no workflow-as-code: use getResumeUrls in a step of a flow`)
    }
    const step_key = c.req.param('key')
    const resumeId = createHash('sha256').update(step_key).digest().readUInt32BE(0)
    const approver = c.req.query('approver')
    const signature = windmill.auth.sign(job.workspace_id, keyedAnswerText(job.id, resumeId, approver, step_key))
    return c.json(urls(windmill, { target: job, page: job, resumeId, signature, query: { approver, step_key } }))
  })
}

/** The flow whose step, or which itself, a job is. */
function flowOf({ queue }: Windmill, job: Job): Job | undefined {
  if (isFlowKind(job.kind)) return job
  return job.parent_job === null ? undefined : queue.get(job.parent_job)
}

interface Link {
  target: Job
  /** The flow that the approval page shows. */
  page: Job
  resumeId: number
  signature: string
  query: Record<string, string | undefined>
}

function urls({ auth, baseUrl }: Windmill, { target, page, resumeId, signature, query }: Link) {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : ''
  const link = (door: string) =>
    `${baseUrl()}/api/w/${target.workspace_id}/jobs_u/${door}/${target.id}/${resumeId}/${signature}${search}`
  const token = auth.sign(page.workspace_id, approvalText(page.id))
  return {
    approvalPage: `${baseUrl()}/approve/${page.workspace_id}/${page.id}?token=${token}`,
    resume: link('resume'),
    cancel: link('cancel'),
  }
}
