/** What the `mcp:…` scopes of a token allow. */
export interface McpScopes {
  /** Everything; the other fields then say nothing. */
  all: boolean
  scripts: string[]
  flows: string[]
  endpoints: string[]
}

export type McpResource = 'scripts' | 'flows' | 'endpoints'

/**
 * Reads the scopes of a token as Windmill writes them: `mcp:all`, `mcp:favorites` (nothing can be starred here, so it
 * allows the endpoints only), `mcp:all:f/team/*`, `mcp:scripts:f/team/*,u/ada/x`, `mcp:flows:…`, `mcp:endpoints:listJobs`.
 * Undefined for a token without any of them: Windmill opens its MCP server to no such token.
 */
export function mcpScopesOf(scopes: string[] | undefined): McpScopes | undefined {
  const own = (scopes ?? []).filter((scope) => scope.startsWith('mcp:'))
  if (own.length === 0) return undefined
  const allowed: McpScopes = { all: own.includes('mcp:all'), scripts: [], flows: [], endpoints: [] }
  for (const scope of own) {
    if (scope === 'mcp:favorites') allowed.endpoints.push('*')
    const [, kind, list = ''] = /^mcp:(all|scripts|flows|endpoints):(.*)$/.exec(scope) ?? []
    const patterns = list
      .split(',')
      .map((pattern) => pattern.trim())
      .filter((pattern) => pattern !== '')
    if (kind === 'all') {
      allowed.scripts.push(...patterns)
      allowed.flows.push(...patterns)
      allowed.endpoints.push('*')
    } else if (kind) {
      allowed[kind as McpResource].push(...patterns)
    }
  }
  return allowed
}

/** Whether the scopes allow the script or flow at a path, or the endpoint of a name. */
export const isAllowed = (scopes: McpScopes, resource: McpResource, name: string): boolean =>
  scopes.all || scopes[resource].some((pattern) => matches(pattern, name))

function matches(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true
  if (!pattern.endsWith('/*')) return false
  const folder = pattern.slice(0, -2)
  return name === folder || name.startsWith(`${folder}/`)
}
