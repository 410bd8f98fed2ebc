import type { Context } from 'hono'
import { type Member, permissionedAs } from '../../auth/index.ts'
import { badRequest, notFound } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { type Windmill, workspaceOf } from '../context.ts'
import { viewText } from './approval-token.ts'

/** The caller, if they are logged in and belong to the workspace. */
export function viewerOf(windmill: Windmill, c: Context): Member | undefined {
  return windmill.auth.findMember(c.req.raw, workspaceOf(c))
}

/**
 * The job of the path, if the caller may see it: an administrator sees all, a member the jobs that they or their
 * groups started or run as, and those at paths that they may read, with all that belongs to them; whoever is not
 * logged in sees jobs that somebody anonymous started. Throws 404, or for the last case Windmill's 400.
 */
export function visibleJob(windmill: Windmill, c: Context, what = 'Job'): Job {
  const id = c.req.param('id') ?? ''
  const viewer = viewerOf(windmill, c)
  const job = windmill.queue.get(id)
  if (!job || job.workspace_id !== workspaceOf(c)) throw notFound(`${what} not found at name ${id}`)
  if (hasViewToken(windmill, c, job)) return job
  if (!viewer) {
    if (job.created_by === 'anonymous') return job
    throw badRequest('As a non logged in user, you can only see jobs ran by anonymous users')
  }
  if (!maySee(windmill, viewer, job)) throw notFound(`${what} not found at name ${id}`)
  return job
}

/** The job of the path, for somebody who has to be logged in. */
export function memberJob(windmill: Windmill, c: Context, what = 'Job'): { member: Member; job: Job } {
  const member = windmill.auth.requireMember(c.req.raw, workspaceOf(c))
  return { member, job: visibleJob(windmill, c, what) }
}

/** Whether a job is for these eyes: by itself, or as a part of a run that is. */
/** A job that a request names elsewhere than in its path. Throws 404 when there is none that the member may see. */
export function visibleJobAt(windmill: Windmill, member: Member, id: string): Job {
  const job = windmill.queue.get(id)
  if (job?.workspace_id === member.workspace_id && maySee(windmill, member, job)) return job
  throw notFound(`Job not found at name ${id}`)
}

export function maySee(windmill: Windmill, viewer: Member, job: Job): boolean {
  if (seesItself(windmill, viewer, job)) return true
  const root = job.root_job === null ? undefined : windmill.queue.get(job.root_job)
  return root !== undefined && seesItself(windmill, viewer, root)
}

function seesItself({ auth }: Windmill, viewer: Member, job: Job): boolean {
  if (viewer.is_admin || viewer.is_super_admin || job.created_by === viewer.username) return true
  if (job.permissioned_as === permissionedAs(viewer.username)) return true
  if (viewer.groups.some((group) => job.permissioned_as === `g/${group}`)) return true
  return job.visible_to_owner && job.script_path !== null && auth.canRead(viewer, job.script_path, {})
}

/** Whoever was asked for an approval may look at the flow that asks, by the token that `approval_info` gave them. */
function hasViewToken({ auth }: Windmill, c: Context, job: Job): boolean {
  const token = c.req.query('view_token')
  if (!token) return false
  return [job.id, job.root_job].some((id) => id && auth.verify(job.workspace_id, viewText(id), token))
}
