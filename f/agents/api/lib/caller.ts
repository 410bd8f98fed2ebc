import { CodedError, toErrorRecord } from '../../../lib/errors.ts'
import { type WindmillAs, windmillAs } from './windmill_as.ts'

/** Who asks: the owner of the token that came along. */
export interface Caller {
  /** Their name in this workspace, as `jobUser` says it in the jobs that are started for them. */
  user_id: string
  /** Jobs that are started for them are started with it, so that they have their rights. Never kept, never shown. */
  token: string
}

/**
 * Who sends a request with these headers (names in lower case). The route's own login does not tell: its job runs as the
 * trigger's owner, and where the token has a label, `WM_USERNAME` is that label, which anybody can choose. So Windmill is
 * asked whose token it is. Throws CodedError `UNAUTHORIZED` or what `windmillAs` throws.
 */
export async function identify(
  headers: Record<string, string | undefined>,
  ask: (token: string) => WindmillAs = windmillAs,
): Promise<Caller> {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (!token) throw unauthorized('Send a token of Windmill as "Authorization: Bearer …".')
  try {
    const me = (await ask(token).get('users/whoami')) as { username?: unknown } | undefined
    if (typeof me?.username === 'string' && me.username !== '') return { user_id: userOf(me.username), token }
  } catch (error) {
    if (toErrorRecord(error).code !== 'FORBIDDEN') throw error
    throw new CodedError('FORBIDDEN', 'The token does not tell whose it is: give it the scope users:read.')
  }
  throw unauthorized('The token is of nobody in this workspace.')
}

/** Windmill calls a job that runs as the group `ops` both `group-ops` (here) and `g/ops` (there). */
const userOf = (username: string) => username.replace(/^group-/, 'g/')

const unauthorized = (message: string) => new CodedError('UNAUTHORIZED', message)
