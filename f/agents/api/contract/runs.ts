import { z } from 'zod'
import type { Route } from './route.ts'
import {
  agentParams,
  before,
  errorRecord,
  id,
  json,
  jsonObject,
  limit,
  next,
  noAgentOrSession,
  runParams,
  time,
} from './shapes.ts'

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting_approval',
  'completed',
  'failed',
  'cancelled',
  'budget_exceeded',
] as const

const status = z.enum(RUN_STATUSES)

const pendingApproval = z
  .object({
    key: id,
    run_id: id.meta({ description: 'The run of the member that asks, in a team' }),
    tool: z.string(),
    arguments: json,
    reason: z.string().nullable(),
  })
  .meta({ id: 'PendingApproval' })

const runnable = z.object({
  kind: z.enum(['script', 'flow']),
  path: z.string(),
  hash: z.string().optional().meta({ description: 'Of a script' }),
  version: z.int().optional().meta({ description: 'Of a flow' }),
})

const pinned = z
  .object({
    agents: z.record(
      z.string(),
      z.object({
        agent_id: id,
        version: z.int(),
        tools: z.array(z.object({ name: z.string(), runnable: runnable.nullable() })),
        members: z.array(z.object({ name: z.string(), runnable })),
      }),
    ),
  })
  .meta({ id: 'Pinned', description: 'What the run began with: every agent that it can reach, and their tools' })

const summary = z
  .object({
    id,
    agent: z.string().meta({ description: 'Its name' }),
    agent_id: id,
    agent_version: z.int(),
    session_id: id,
    parent_run_id: id.nullable().meta({ description: 'The run that this one is a member of' }),
    status,
    error: errorRecord.nullable(),
    usage: z
      .object({
        input_tokens: z.number(),
        output_tokens: z.number(),
        model_calls: z.number(),
        tool_calls: z.number().meta({ description: 'Those that were made; calls that were refused are none' }),
      })
      .meta({ description: 'Of the run and all that it started; in a list, 0 until the run has ended' }),
    cost: z.number().meta({ description: 'In the currency of the price table' }),
    created_at: time,
    ended_at: time.nullable(),
  })
  .meta({ id: 'RunSummary' })

const run = summary
  .extend({
    input: json,
    output: json,
    pinned: pinned.nullable(),
    pending_approvals: z.array(pendingApproval),
    job_id: id.nullable().meta({ description: 'Its job in Windmill' }),
  })
  .meta({ id: 'Run' })

const event = z
  .object({
    seq: z.int(),
    run_id: id,
    type: z.string(),
    step: z.string().nullable(),
    at: time,
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    data: jsonObject,
  })
  .meta({ id: 'RunEvent' })

const noRun = { 404: { id: 'NoRun', description: 'There is no such run of yours' } }

export const startRun = {
  method: 'post',
  path: 'agents/:id/runs',
  summary: 'Run an agent',
  description:
    'The header `Idempotency-Key` makes it safe to send again: the same key is the same run. The run has the rights of the token that is sent.',
  params: agentParams,
  body: z
    .strictObject({
      input: z.union([z.string().min(1).max(500_000), jsonObject]).meta({ description: 'A text, or an object' }),
      session_id: id
        .optional()
        .meta({ description: 'The conversation to go on with, or its id to be (Default: a new one)' }),
      wait: z.boolean().default(false).meta({
        description: 'Answer when the run has ended or asks a person, or after five minutes',
      }),
      version: z.int().positive().optional().meta({ description: 'Of the agent (Default: the published one)' }),
      history: z
        .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string() }))
        .max(1_000)
        .optional()
        .meta({ description: 'What was said before, for a session in which nothing was said yet' }),
    })
    .meta({ id: 'RunRequest' }),
  answers: {
    201: {
      description: 'The run has been started',
      schema: z.object({ run_id: id, session_id: id }).meta({ id: 'StartedRun' }),
    },
    200: { description: 'The run, when `wait` was set', schema: run },
  },
  refusals: { 403: 'The token may not run jobs', 404: noAgentOrSession },
} as const satisfies Route

export const listRuns = {
  method: 'get',
  path: 'runs',
  summary: 'List your runs',
  description: 'Those that members of teams had are left out.',
  query: z.object({
    agent: id.optional().meta({ description: 'Of this agent: its id or its name' }),
    session_id: id.optional(),
    status: status.optional(),
    limit: limit(200, 50),
    before,
  }),
  answers: {
    200: {
      description: 'Runs, the newest first',
      schema: z.object({ runs: z.array(summary), next }).meta({ id: 'RunList' }),
    },
  },
  refusals: { 404: 'There is no such agent, or no run `before`' },
} as const satisfies Route

export const getRun = {
  method: 'get',
  path: 'runs/:id',
  summary: 'Read a run',
  params: runParams,
  answers: { 200: { description: 'The run as it stands', schema: run } },
  refusals: noRun,
} as const satisfies Route

export const listEvents = {
  method: 'get',
  path: 'runs/:id/events',
  summary: 'Read what happened in a run',
  params: runParams,
  query: z.object({
    since: z.coerce.number().int().min(0).default(0).meta({ description: 'Those after this number' }),
    limit: limit(1_000, 1_000),
  }),
  answers: {
    200: {
      description: 'Events, in order, numbered without gaps',
      schema: z
        .object({
          events: z.array(event),
          next: z.int().meta({ description: '`since` of the next request: the number of the last event' }),
        })
        .meta({ id: 'EventList' }),
    },
  },
  refusals: noRun,
} as const satisfies Route

export const decideApproval = {
  method: 'post',
  path: 'runs/:id/approvals/:key',
  summary: 'Answer a run that asks a person',
  params: runParams.extend({ key: id.meta({ description: '`key` of a pending approval' }) }),
  body: z
    .strictObject({
      approve: z.boolean(),
      arguments: jsonObject.optional().meta({ description: 'To be called with these instead' }),
      reason: z.string().max(2_000).optional().meta({ description: 'Told to the model after a no' }),
    })
    .meta({ id: 'ApprovalDecision' }),
  answers: {
    200: {
      description: 'The decision has been taken',
      schema: z.object({ run_id: id, key: id, approved: z.boolean() }).meta({ id: 'DecidedApproval' }),
    },
  },
  refusals: {
    404: 'There is no such run of yours, or it does not ask this',
    409: 'It has been answered already, or the run has ended',
  },
} as const satisfies Route

export const cancelRun = {
  method: 'post',
  path: 'runs/:id/cancel',
  summary: 'Cancel a run and all that it started',
  params: runParams,
  body: z.strictObject({ reason: z.string().max(2_000).optional() }).meta({ id: 'CancelRequest' }),
  answers: { 200: { description: 'The cancelled run; a second time too', schema: run } },
  refusals: { ...noRun, 409: 'It has ended otherwise' },
} as const satisfies Route
