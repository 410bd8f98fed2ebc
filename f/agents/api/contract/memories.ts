import { z } from 'zod'
import type { Route } from './route.ts'
import { before, deleted, id, limit, memoryParams, next, time } from './shapes.ts'

const kind = z.enum(['conversation', 'fact', 'learned'])
const scope = z.enum(['user', 'agent', 'session']).meta({ description: 'Who is reminded of it' })
const state = z.enum(['proposed', 'active', 'rejected', 'superseded'])

const memory = z
  .object({
    id,
    kind,
    scope,
    agent_id: id.nullable(),
    session_id: id.nullable(),
    content: z.string(),
    subject: z.string().nullable(),
    state,
    reason: z.string().nullable().meta({ description: 'Why it took the place of another, was superseded or rejected' }),
    superseded_by: id.nullable(),
    run_id: id.nullable().meta({ description: 'The run that it comes from; null when a person said it' }),
    created_at: time,
    seen_at: time.meta({ description: 'When it was last said' }),
    expires_at: time.nullable(),
  })
  .meta({ id: 'Memory' })

const reason = z.string().max(2_000).optional()
const noMemory = { 404: { id: 'NoMemory', description: 'There is no such memory of yours' } }

export const listMemories = {
  method: 'get',
  path: 'memories',
  summary: 'List what agents remember of you',
  query: z.object({
    state: state.default('active').meta({ description: '`proposed` ones wait for your decision' }),
    kind: kind.optional(),
    agent: id.optional().meta({ description: 'What this agent is reminded of: its id or its name' }),
    limit: limit(500, 100),
    before,
  }),
  answers: {
    200: {
      description: 'Memories, those last said first',
      schema: z.object({ memories: z.array(memory), next }).meta({ id: 'MemoryList' }),
    },
  },
  refusals: { 404: 'There is no such agent, or no memory `before`' },
} as const satisfies Route

export const addMemory = {
  method: 'post',
  path: 'memories',
  summary: 'Have a fact about you remembered',
  body: z
    .strictObject({
      content: z.string().min(1).max(2_000).meta({ description: 'A sentence that can stand alone' }),
      kind: kind.optional().meta({ description: '(Default: fact)' }),
      scope: scope.optional(),
      agent: id.optional().meta({ description: 'For scope agent: its id or its name' }),
      session_id: id.optional().meta({ description: 'For scope session' }),
      subject: z.string().max(100).optional().meta({ description: 'What it is about, in a word or two' }),
      only_one: z.boolean().optional().meta({ description: 'Older ones about the same subject are superseded' }),
      replaces: z.array(id).max(100).optional().meta({ description: 'Ids of memories of yours whose place it takes' }),
      why: reason.meta({ description: 'Why it takes their place' }),
      lasts_days: z
        .number()
        .positive()
        .max(36_500)
        .optional()
        .meta({ description: 'How long it is true (Default: for good)' }),
    })
    .meta({ id: 'NewMemory' }),
  answers: {
    201: {
      description: 'The memory; the one that was there when it says the same',
      schema: z
        .object({ memory, note: z.string().nullable().meta({ description: 'Why it has no vector yet' }) })
        .meta({ id: 'AddedMemory' }),
    },
  },
  refusals: {
    404: 'There is no such agent, session, or memory to replace of yours',
    409: 'It was remembered with this Idempotency-Key before, and has been forgotten since',
  },
} as const satisfies Route

export const deleteMemories = {
  method: 'delete',
  path: 'memories',
  summary: 'Forget memories',
  body: z.strictObject({ ids: z.array(id).min(1).max(500), reason }).meta({ id: 'ForgetRequest' }),
  answers: {
    200: {
      description: 'Which of them were there',
      schema: z.object({ forgotten: z.array(id) }).meta({ id: 'ForgottenMemories' }),
    },
  },
} as const satisfies Route

export const deleteMemory = {
  method: 'delete',
  path: 'memories/:id',
  summary: 'Forget a memory',
  params: memoryParams,
  answers: { 200: { description: 'The id of the memory', schema: deleted } },
  refusals: noMemory,
} as const satisfies Route

export const decideMemory = {
  method: 'post',
  path: 'memories/:id/decision',
  summary: 'Agree to a proposed memory, or not',
  params: memoryParams,
  body: z.strictObject({ approve: z.boolean(), reason }).meta({ id: 'MemoryDecision' }),
  answers: {
    200: {
      description: 'The memory as it is now',
      schema: memory,
    },
  },
  refusals: { ...noMemory, 409: 'It has been decided already' },
} as const satisfies Route
