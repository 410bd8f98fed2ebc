import { hash, timingSafeEqual } from 'node:crypto'
import { HubError } from './errors.ts'

/**
 * Makes the check of a publisher's `Authorization` header: it throws `UNAUTHORIZED` unless that is `Bearer {token}`.
 * Both sides are hashed, so that neither the time taken nor an early end tells anything about the token or its length.
 */
export function publishTokenCheck(token: string): (header: string | undefined) => void {
  const expected = digest(token)
  return (header) => {
    const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? ''
    if (!timingSafeEqual(digest(given), expected))
      throw new HubError('UNAUTHORIZED', 'Send the publish token as "Authorization: Bearer …".')
  }
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')
