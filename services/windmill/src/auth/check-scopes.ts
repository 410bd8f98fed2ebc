import { badRequest, permissionDenied } from '../shared/errors.ts'
import type { Store } from '../store/index.ts'
import type { Identity } from './identity.ts'
import { neededFor, READS } from './route-scope.ts'
import { grants, type Needed, parseScope, scopeText } from './scopes.ts'

/** Scopes with this beginning choose among jobs; they limit nothing else. */
const FILTER = 'if_jobs:filter_tags:'

/**
 * Throws 403 unless the token is good for this request. A token that is limited to paths is refused where the address
 * names none (lists, and what is created): narrower than Windmill, which looks into the body.
 */
export function checkScopes(store: Store, token: Identity['token'], request: Request): void {
  const scopes = limitsOf(token)
  if (scopes.length === 0 && !token.read_only) return
  const needed = neededFor(store, request.method, pathnameOf(request))
  if (!needed) throw permissionDenied('This token is limited to the API')
  if (token.read_only && needed.action !== 'read') throw readOnly()
  if (scopes.length === 0) return
  if (needed.domain === 'mcp') {
    if (scopes.some((scope) => scope.startsWith('mcp:'))) return
    throw permissionDenied('Access denied. Required scope: mcp:*')
  }
  requireScope(scopes, needed)
}

/**
 * Throws 403 unless the token is good for a request to the route of the HTTP trigger at `path`: reading that trigger is
 * enough, whatever the method, as what the route does is done as whom the trigger runs as.
 */
export function checkTrigger(token: Identity['token'], request: Request, path: string): void {
  if (token.read_only && !READS.includes(request.method)) throw readOnly()
  checkScope(token, { domain: 'http_triggers', action: 'read', path })
}

const readOnly = () => permissionDenied('Token is read-only. Mutating endpoints are not allowed.')

/** Throws 403 unless the token is good for something else beside what its request is: `variables:read` and the like. */
export function checkScope(token: Identity['token'], needed: Needed): void {
  const scopes = limitsOf(token)
  if (scopes.length > 0) requireScope(scopes, needed)
}

const limitsOf = (token: Identity['token']): string[] =>
  (token.scopes ?? []).filter((scope) => !scope.startsWith(FILTER))

function requireScope(scopes: string[], needed: Needed): void {
  const parsed = scopes.map(parseScope).filter((scope) => scope !== undefined)
  if (parsed.some((scope) => grants(scope, needed))) return
  throw permissionDenied(`Access denied. Required scope: ${scopeText(needed)}`)
}

function pathnameOf(request: Request): string {
  try {
    return decodeURIComponent(new URL(request.url).pathname)
  } catch {
    throw badRequest('The address is not well encoded')
  }
}
