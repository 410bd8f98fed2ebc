import { HubError } from './errors.ts'

/**
 * Throws `FOREIGN_ORIGIN` when a browser page asks that is neither the hub's own nor on the list. Programs send no
 * Origin and pass. The `Host` header has no say in it, or a page could name the hub as its own host.
 */
export function checkOrigin(origin: string | undefined, allowed: ReadonlySet<string>): void {
  if (origin === undefined || allowed.has(origin)) return
  throw new HubError(
    'FOREIGN_ORIGIN',
    `Pages of ${origin} may not use this hub: start it with --allow-origin ${origin}`,
  )
}
