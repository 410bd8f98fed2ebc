import { z } from 'zod'
import type { Route } from './route.ts'
import { before, deleted, id, jsonObject, limit, next, sessionParams, time } from './shapes.ts'

const session = z
  .object({
    id,
    agent_id: id.meta({ description: 'The agent that it began with' }),
    title: z.string().nullable(),
    summary: z.string().nullable().meta({ description: 'What was said up to message `summary_seq`, in short' }),
    summary_seq: z.int(),
    last_seq: z.int().meta({ description: 'The number of the last message' }),
    forked_from: id.nullable(),
    forked_seq: z.int().nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Session' })

const detail = session
  .extend({
    messages: z.array(
      z.object({ seq: z.int(), run_id: id, message: jsonObject, at: time }).meta({ id: 'SessionMessage' }),
    ),
  })
  .meta({ id: 'SessionDetail' })

const noSession = { 404: { id: 'NoSession', description: 'There is no such session of yours' } }

export const listSessions = {
  method: 'get',
  path: 'sessions',
  summary: 'List your sessions',
  query: z.object({
    agent: id.optional().meta({ description: 'Begun with this agent: its id or its name' }),
    limit: limit(200, 50),
    before,
  }),
  answers: {
    200: {
      description: 'Sessions, the last used first',
      schema: z.object({ sessions: z.array(session), next }).meta({ id: 'SessionList' }),
    },
  },
  refusals: { 404: 'There is no such agent, or no session `before`' },
} as const satisfies Route

export const getSession = {
  method: 'get',
  path: 'sessions/:id',
  summary: 'Read a session with what was said in it',
  params: sessionParams,
  query: z.object({
    since: z.coerce.number().int().min(0).default(0).meta({ description: 'Messages after this number' }),
  }),
  answers: { 200: { description: 'The session with its last messages, at most 1000', schema: detail } },
  refusals: noSession,
} as const satisfies Route

export const deleteSession = {
  method: 'delete',
  path: 'sessions/:id',
  summary: 'Delete a session with everything in it',
  description: 'Messages, runs with their events, and memories that go with it.',
  params: sessionParams,
  answers: { 200: { description: 'The id of the session', schema: deleted } },
  refusals: { ...noSession, 409: 'A run of it has not ended' },
} as const satisfies Route

export const forkSession = {
  method: 'post',
  path: 'sessions/:id/fork',
  summary: 'Copy a session; both go on by themselves',
  params: sessionParams,
  body: z
    .strictObject({
      until: z.int().min(0).optional().meta({ description: 'Up to this message (Default: all of it)' }),
      session_id: id.optional().meta({ description: 'The id of the copy (Default: a new one)' }),
    })
    .meta({ id: 'ForkRequest' }),
  answers: {
    201: {
      description: 'The copy',
      schema: z.object({ session_id: id, forked_from: id }).meta({ id: 'ForkedSession' }),
    },
  },
  refusals: { ...noSession, 409: 'There is a session of that id' },
} as const satisfies Route
