import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import type { Windmill } from '../api/index.ts'
import type { Member } from '../auth/index.ts'
import type { JsonObject } from '../shared/json.ts'
import { flows, resources, resourceTypes, scripts } from '../store/index.ts'
import { ENDPOINTS, type Endpoint, endpointInput } from './endpoints.ts'
import { type DescribeResources, toolInput } from './input-schema.ts'
import { isAllowed, type McpScopes } from './mcp-scopes.ts'
import { type RunnableKind, toolName } from './tool-name.ts'

/** Scripts and flows of each that a list of tools has, the last edited ones: as many as in Windmill. */
const MOST_OF_A_KIND = 100

/** A deployed script or flow that the token may run as a tool. */
export interface RunnableTool {
  kind: RunnableKind
  path: string
  summary: string
  description: string
  schema: JsonObject | null
}

/** The tools of a token: deployed scripts and flows, then endpoints. A token that may only read gets no more than reads. */
export function listTools(windmill: Windmill, member: Member, scopes: McpScopes): Tool[] {
  const describe = resourceDescriptions(windmill, member)
  const runnables = (['script', 'flow'] as const).flatMap((kind) =>
    runnableTools(windmill, member, scopes, kind).slice(0, MOST_OF_A_KIND),
  )
  return [
    ...runnables.map((runnable) => toolOf(runnable, describe)),
    ...endpointsOf(member, scopes).map((endpoint) => ({
      name: endpoint.name,
      title: endpoint.name,
      description: endpoint.description,
      inputSchema: endpointInput(endpoint),
      annotations: {
        title: `${endpoint.method} /api/w/${member.workspace_id}${endpoint.path}`,
        readOnlyHint: endpoint.method === 'GET',
        destructiveHint: endpoint.method !== 'GET',
        idempotentHint: endpoint.method !== 'POST',
        openWorldHint: true,
      },
    })),
  ]
}

/** The endpoints that a token may call. */
export const endpointsOf = ({ token }: Member, scopes: McpScopes): Endpoint[] =>
  ENDPOINTS.filter(({ name, method }) => isAllowed(scopes, 'endpoints', name) && (method === 'GET' || !token.read_only))

/** The scripts, or the flows, that a token may run, the last edited first. */
export function runnableTools(
  { store, auth }: Windmill,
  member: Member,
  scopes: McpScopes,
  kind: RunnableKind,
): RunnableTool[] {
  if (member.token.read_only) return []
  const { connection } = store
  const filter = { workspace_id: member.workspace_id, archived: false }
  const found =
    kind === 'script'
      ? scripts.listScripts.all(connection, filter).filter(({ options }) => options.auto_kind !== 'lib')
      : flows.listFlows.all(connection, filter)
  return found
    .filter(({ path, extra_perms }) => auth.canRead(member, path, extra_perms))
    .filter(({ path }) => isAllowed(scopes, `${kind}s`, path))
    .map(({ path, summary, description, schema }) => ({ kind, path, summary, description, schema }))
}

function toolOf({ kind, path, summary, description, schema }: RunnableTool, describe: DescribeResources): Tool {
  const title = summary || path
  const input = toolInput(schema, describe).schema
  const optional = Object.keys(input.properties).filter((name) => !input.required.includes(name))
  const leaveOut =
    optional.length > 0 ? ` May be left out: ${optional.join(', ')}. Leave out what you have no value for.` : ''
  return {
    name: toolName(kind, path),
    title,
    description: `The ${kind} ${path}. ${[summary, description].filter(Boolean).join('. ')}${leaveOut}`.trim(),
    inputSchema: input,
    annotations: { title, readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  }
}

/** Says of an argument that takes a resource which ones there are. */
function resourceDescriptions({ store, auth }: Windmill, member: Member): DescribeResources {
  const { connection } = store
  const { workspace_id } = member
  const seen = resources.listResources
    .all(connection, { workspace_id })
    .filter(({ path, extra_perms }) => auth.canRead(member, path, extra_perms))
  return (type) => {
    const about = resourceTypes.getResourceType.one(connection, { workspace_id, name: type })?.description
    const there = seen.filter(({ resource_type }) => resource_type === type)
    const list = there.map(({ path, description }) => `$res:${path}${description ? ` (${description})` : ''}`)
    const choice = list.length > 0 ? `One of ${list.join(', ')}` : 'There is none in this workspace yet'
    return `A resource of type ${type}${about ? `, ${about}` : ''}, named as $res:PATH. ${choice}`
  }
}
