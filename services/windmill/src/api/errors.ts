import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { WindmillError } from '../shared/errors.ts'
import { StoreError } from '../store/index.ts'

/**
 * The one place where an error becomes an answer: plain text, as Windmill sends it, with the status of its kind. A full
 * disk is a 507. What no one foresaw is a 500 that says so, and is printed for whoever runs the server.
 */
export function answerError(error: Error, c: Context): Response {
  if (error instanceof WindmillError) return c.text(error.text, error.status as ContentfulStatusCode)
  if (error instanceof StoreError && error.fault === 'full')
    return c.text(`Insufficient storage: ${error.message}`, 507)
  console.error(`${c.req.method} ${c.req.path}:`, error)
  return c.text(`Internal: ${error.message}`, 500)
}

/** An unknown path is a plain text: a page would make the CLI believe in a login wall (seen of Windmill's CLI). */
export function answerUnknownPath(c: Context): Response {
  return c.text(`Not found: ${c.req.method} ${c.req.path} is not an endpoint of this server`, 404)
}
