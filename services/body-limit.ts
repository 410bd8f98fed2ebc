import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

/**
 * Calls `refuse`, which throws, for a body of more than `maxSize` bytes. One that says how long it is is judged by that
 * and left unread: to count it, hono makes a web stream of it, which costs more than all else that the hub does for an event.
 */
export function limitBody(maxSize: number, refuse: () => never): MiddlewareHandler {
  const counted = bodyLimit({ maxSize, onError: refuse })
  return (c, next) => {
    const length = c.req.header('content-length')
    // Node refuses a request that says its length and comes in chunks as well, and reads no further than the length.
    if (length === undefined) return counted(c, next)
    if (Number(length) > maxSize) refuse()
    return next()
  }
}
