import { createHash } from 'node:crypto'
import type { System } from '../shared/system.ts'

/** How many of its first characters name a token to its owner; fewer for a short one, of which most has to stay unknown. */
const PREFIX = 10

/** What is kept of a token. */
export interface KeptToken {
  token_hash: string
  token_prefix: string
}

/** A new token: 48 hex digits, 38 of which are never kept. */
export const newToken = (system: System): string => system.secret(24)

/** What is kept of a token: its SHA-256 in hex, and its first characters. */
export function keptToken(token: string): KeptToken {
  return {
    token_hash: createHash('sha256').update(token).digest('hex'),
    token_prefix: token.slice(0, Math.min(PREFIX, Math.floor(token.length / 4))),
  }
}

/**
 * The token of a request: `Authorization: Bearer`, else the cookie `token`, else `?token=` (Windmill's own order). The
 * cookie counts for pages of this server alone: to a browser, other ports of the same machine are the same site.
 */
export function tokenOf(request: Request): string | undefined {
  const [scheme, bearer = ''] = (request.headers.get('authorization') ?? '').trim().split(/\s+/, 2)
  if (scheme?.toLowerCase() === 'bearer') return bearer
  const cookie = /(?:^|;\s*)token=([^;]*)/.exec(request.headers.get('cookie') ?? '')?.[1]
  if (cookie !== undefined && !fromElsewhere(request)) return cookie.trim()
  return new URL(request.url).searchParams.get('token') ?? undefined
}

function fromElsewhere(request: Request): boolean {
  const origin = request.headers.get('origin')
  return origin !== null && (!URL.canParse(origin) || new URL(origin).host !== new URL(request.url).host)
}
