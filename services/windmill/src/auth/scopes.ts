/** One of a token's limits: `variables:read`, `jobs:run:scripts:f/a/b`, `scripts:write:f/a/*,f/b/c`. */
export interface Scope {
  domain: string
  action: 'read' | 'write' | 'run'
  /** Only for `jobs:run`. */
  kind?: 'scripts' | 'flows'
  /** The paths it is limited to; `f/a/*` is all below `f/a`. */
  paths?: string[]
}

/** What a request needs a scope for. */
export interface Needed {
  domain: string
  action: Scope['action']
  kind?: Scope['kind']
  /** The item that is asked for, where the address names one. */
  path?: string
  /** Reads one job by its id; whoever may run may follow. */
  follows?: boolean
}

/** Reads a scope as Windmill writes it; undefined when it is none (`mcp:…` scopes have their own grammar). */
export function parseScope(text: string): Scope | undefined {
  const [domain, verb, ...rest] = text.split(':')
  const action = verb === 'delete' ? 'write' : verb
  if (!domain || (action !== 'read' && action !== 'write' && action !== 'run')) return undefined
  const scope: Scope = { domain, action }
  if (domain === 'jobs' && action === 'run' && rest.length > 0) {
    const kind = rest.shift()
    if (kind !== 'scripts' && kind !== 'flows') return undefined
    scope.kind = kind
  }
  if (rest.length > 1) return undefined
  if (rest[0] !== undefined) scope.paths = rest[0].split(',')
  return scope
}

/** The scope that would have been enough, as a text for whoever lacked it. */
export const scopeText = ({ domain, action, kind, path }: Needed): string =>
  [domain, action, kind, path].filter((part) => part !== undefined).join(':')

/** Whether a scope is enough for a request. To write includes to read; to run a job includes to follow it. */
export function grants(scope: Scope, needed: Needed): boolean {
  if (scope.domain !== needed.domain) return false
  if (needed.domain === 'jobs' && scope.action === 'run' && needed.action === 'read') {
    return needed.follows === true && coversKind(scope, needed) && coversPath(scope, needed)
  }
  return includesAction(scope, needed) && coversKind(scope, needed) && coversPath(scope, needed)
}

function includesAction(scope: Scope, needed: Needed): boolean {
  if (scope.action === needed.action) return true
  if (needed.action === 'read') return true
  return scope.domain === 'apps' && scope.action === 'write'
}

const coversKind = (scope: Scope, needed: Needed): boolean => scope.kind === undefined || scope.kind === needed.kind

function coversPath(scope: Scope, needed: Needed): boolean {
  if (scope.paths === undefined) return true
  const { path } = needed
  return path !== undefined && scope.paths.some((pattern) => matches(pattern, path))
}

function matches(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true
  return pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1))
}
