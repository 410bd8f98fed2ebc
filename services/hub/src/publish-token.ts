import { createHash, timingSafeEqual } from 'node:crypto'
import { HubError } from './errors.ts'

/**
 * Throws `UNAUTHORIZED` unless `header` is `Bearer {token}`. Both sides are hashed first, so that neither the time
 * taken nor an early end tells anything about the token or its length.
 */
export function checkPublishToken(header: string | undefined, token: string): void {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? ''
  if (!timingSafeEqual(hash(given), hash(token)))
    throw new HubError('UNAUTHORIZED', 'Send the publish token as "Authorization: Bearer …".')
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
