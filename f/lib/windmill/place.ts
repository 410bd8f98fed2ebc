import { ApiError } from 'windmill-client'
import { CodedError } from '../errors.ts'
import { jobUser } from '../job_user.ts'

/** The workspace of this job. */
export const workspace = (): string => process.env.WM_WORKSPACE ?? ''

/**
 * Where this job may put what it makes: `u/NAME` of the user, or `g/NAME` of the group, whose permissions it has; both may
 * write there, and what is a group's is its members' too. Never something that an argument says: whoever may run the job
 * would else write into other people's space. Throws CodedError `NO_JOB_USER`, and `NO_OWN_SPACE` for a superadmin who is
 * no member: Windmill has no path for an e-mail.
 */
export function ownSpace(env: NodeJS.ProcessEnv = process.env): string {
  const user = jobUser(env)
  if (user.includes('@'))
    throw new CodedError('NO_OWN_SPACE', `${user} has no space in this workspace: add them to its members.`)
  return user.startsWith('g/') ? user : `u/${user}`
}

/** The answer of `call`, or undefined when Windmill says 404. Throws what `refusal` makes of other errors. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined
    throw refusal(error)
  }
}

/** What Windmill said when it refused, as `WINDMILL_REFUSED` (details: status); other errors as they are. */
export function refusal(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error
  const words = typeof error.body === 'string' ? error.body : JSON.stringify(error.body)
  const message = `Windmill refused ${error.request.method} ${error.url}: ${words}`
  return new CodedError('WINDMILL_REFUSED', message, { status: error.status }, { cause: error })
}
