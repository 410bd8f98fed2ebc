import { z } from 'zod'
import { agentDefinition } from '../../definition.ts'
import type { Route } from './route.ts'
import { agentParams, deleted, id, json, jsonObject, limit, time } from './shapes.ts'

const versionNumber = z.int().positive()
const versionQuery = z.coerce.number().int().positive().optional()

const definition = agentDefinition.meta({ id: 'AgentDefinition', description: 'What an agent is' })

const summary = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    latest_version: versionNumber,
    published_version: versionNumber
      .nullable()
      .meta({ description: 'What runs; null until a version is published: until then the latest one runs' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'AgentSummary' })

const agent = summary
  .extend({ version: versionNumber.meta({ description: 'Of the definition' }), definition })
  .meta({ id: 'Agent' })

const exported = z
  .object({
    format: z.literal('millwright/agents'),
    version: z.literal(1),
    agents: z.array(definition).meta({ description: 'The agent, and all agents that it can reach' }),
    missing: z.array(z.string()).meta({ description: 'Names of agents that it names and that are not there' }),
  })
  .meta({ id: 'AgentExport' })

const noAgent = { 404: { id: 'NoAgent', description: 'There is no such agent of yours' } }

export const createAgent = {
  method: 'post',
  path: 'agents',
  summary: 'Make an agent',
  body: definition,
  body_code: 'AGENT_INVALID',
  answers: { 201: { description: 'The agent, at version 1', schema: agent } },
  refusals: { 409: 'You have an agent of that name' },
} as const satisfies Route

export const listAgents = {
  method: 'get',
  path: 'agents',
  summary: 'List your agents',
  query: z.object({
    limit: limit(200, 100),
    after: z.string().max(100).optional().meta({ description: 'Those after this name: `next` of the page before' }),
  }),
  answers: {
    200: {
      description: 'Agents, by name',
      schema: z.object({ agents: z.array(summary), next: z.string().nullable() }).meta({ id: 'AgentList' }),
    },
  },
} as const satisfies Route

export const getAgent = {
  method: 'get',
  path: 'agents/:id',
  summary: 'Read an agent',
  params: agentParams,
  query: z.object({ version: versionQuery.meta({ description: 'Which version (Default: the latest)' }) }),
  answers: { 200: { description: 'The agent with what that version says', schema: agent } },
  refusals: noAgent,
} as const satisfies Route

export const changeAgent = {
  method: 'patch',
  path: 'agents/:id',
  summary: 'Change an agent',
  description:
    'A JSON Merge Patch (RFC 7396) of the latest definition, which makes a new version. It runs once it is published, or at once when no version ever was.',
  params: agentParams,
  body: jsonObject.meta({ id: 'AgentPatch', description: 'Parts of an AgentDefinition; null takes a part away' }),
  answers: { 200: { description: 'The agent at its new version', schema: agent } },
  refusals: { ...noAgent, 409: 'You have another agent of that name, or others change this one all the time' },
} as const satisfies Route

export const deleteAgent = {
  method: 'delete',
  path: 'agents/:id',
  summary: 'Delete an agent',
  description: 'With its versions and what it alone remembers. Its runs and sessions stay.',
  params: agentParams,
  answers: { 200: { description: 'The id of the agent', schema: deleted } },
  refusals: noAgent,
} as const satisfies Route

export const listVersions = {
  method: 'get',
  path: 'agents/:id/versions',
  summary: 'List the versions of an agent',
  params: agentParams,
  answers: {
    200: {
      description: 'Versions, the newest first',
      schema: z
        .object({
          versions: z.array(
            z
              .object({
                version: versionNumber,
                is_published: z.boolean(),
                created_at: time,
                published_at: time.nullable().meta({ description: 'When it was last published' }),
              })
              .meta({ id: 'AgentVersion' }),
          ),
        })
        .meta({ id: 'AgentVersionList' }),
    },
  },
  refusals: noAgent,
} as const satisfies Route

export const publishAgent = {
  method: 'post',
  path: 'agents/:id/publish',
  summary: 'Publish a version of an agent, or roll back to it',
  description: 'From now on it is what runs. Runs that have begun keep the version that they began with.',
  params: agentParams,
  body: z
    .strictObject({ version: versionNumber.optional().meta({ description: 'Which one (Default: the latest)' }) })
    .meta({ id: 'PublishRequest' }),
  answers: { 200: { description: 'The agent', schema: summary } },
  refusals: noAgent,
} as const satisfies Route

export const exportAgent = {
  method: 'get',
  path: 'agents/:id/export',
  summary: 'Export an agent as JSON',
  params: agentParams,
  query: z.object({ version: versionQuery.meta({ description: 'Which version (Default: the one that runs)' }) }),
  answers: { 200: { description: 'What an import takes', schema: exported } },
  refusals: noAgent,
} as const satisfies Route

export const importAgents = {
  method: 'post',
  path: 'agents/import',
  summary: 'Import agents, all or none',
  query: z.object({
    if_exists: z.enum(['fail', 'skip', 'change']).default('fail').meta({
      description: 'What becomes of names that you have: refuse all, leave those, or give them a new version',
    }),
  }),
  body: json.meta({ id: 'ImportRequest', description: 'An AgentExport; defaults may be left out of its agents' }),
  answers: {
    201: {
      description: 'What became of each agent, by name',
      schema: z
        .object({
          agents: z.array(z.object({ id, name: z.string(), outcome: z.enum(['created', 'changed', 'unchanged']) })),
        })
        .meta({ id: 'ImportResult' }),
    },
  },
  refusals: { 409: 'You have agents of those names, and `if_exists` is `fail`' },
} as const satisfies Route

export const exportFlow = {
  method: 'get',
  path: 'agents/:id/flow',
  summary: "Export an agent as a flow with Windmill's own agent step",
  description: 'As far as that step goes: what it cannot do is listed. Deploy the flow under a path of your choice.',
  params: agentParams,
  query: z.object({ version: versionQuery.meta({ description: 'Which version (Default: the one that runs)' }) }),
  answers: {
    200: {
      description: 'The flow, and what is not in it',
      schema: z
        .object({
          flow: z
            .object({ summary: z.string(), description: z.string(), value: jsonObject, schema: jsonObject })
            .meta({ description: 'The body of POST /api/w/WORKSPACE/flows/create, without `path`' }),
          not_carried: z.array(z.object({ field: z.string(), reason: z.string() })),
        })
        .meta({ id: 'NativeFlow' }),
    },
  },
  refusals: { ...noAgent, 409: 'The agent names no model, and its provider cannot be read' },
} as const satisfies Route
