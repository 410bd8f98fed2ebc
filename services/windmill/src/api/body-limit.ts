import type { MiddlewareHandler } from 'hono'
import { WindmillError } from '../shared/errors.ts'
import { answerError } from './errors.ts'

/** Windmill's own limit, where an instance sets no other (seen of Windmill 1.788): 200 MiB. */
export const DEFAULT_MAX_BODY_BYTES = 200 * 1024 * 1024

/**
 * Refuses bodies of more than `bytes` bytes with 413, whatever the route and the content type. A body that says how long
 * it is is refused unread; one that comes in chunks is counted as it is read, and no more of it is kept than fits.
 */
export const bodyLimit =
  (bytes: number): MiddlewareHandler =>
  async (c, next) => {
    const length = c.req.header('content-length')
    if (Number(length ?? 0) > bytes) throw tooLarge(bytes)
    // Merely looking at the body costs a request a tenth of a millisecond.
    if (length !== undefined || c.req.method === 'GET') return next()
    const { body } = c.req.raw
    if (!body) return next()
    let isOver = false
    const counted = counter(bytes, () => {
      isOver = true
    })
    c.req.raw = new Request(c.req.raw, { body: body.pipeThrough(counted), duplex: 'half' } as RequestInit)
    await next()
    // Whoever read it may have made another error of it.
    if (isOver) c.res = answerError(tooLarge(bytes), c)
  }

function counter(bytes: number, onOver: () => void): TransformStream<Uint8Array, Uint8Array> {
  let read = 0
  return new TransformStream({
    transform(chunk, controller) {
      read += chunk.length
      if (read <= bytes) return controller.enqueue(chunk)
      onOver()
      controller.error(tooLarge(bytes))
    },
  })
}

const tooLarge = (bytes: number) => new WindmillError('too_large', `a body may have ${bytes} bytes at most`)
