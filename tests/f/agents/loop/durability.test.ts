import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentDefinition } from '../../../../f/agents/definition.ts'
import { apply, plan } from '../../../../scripts/deploy/index.ts'
import {
  call,
  type DurableServer,
  durableServer,
  type Gate,
  type JobUpdate,
  openGate,
  updatesOf,
  type Visit,
} from './durable-server.ts'

/*
 * A run with a model call, two tools at the same time, an approval, and a second model call. The server is killed with
 * `kill -9` at one moment after the other, started again on the same data folder, and each time the run must end as if
 * nothing had happened. A moment is a visit that the run pays to the world outside, which is held until the server is
 * dead; so what stands in the checkpoint by then is the same each time.
 */

const TOOL = (name: string) => `import * as wmill from 'windmill-client'
export async function main(x: number, idempotency_key: string) {
  const gate = await wmill.getVariable('f/durable/gate')
  const body = JSON.stringify({ x, key: idempotency_key })
  const answer = await fetch(gate + '/${name}', { method: 'POST', body })
  return await answer.json()
}`
const TOOL_SCHEMA = {
  ...{ type: 'object', required: ['x', 'idempotency_key'] },
  properties: { x: { type: 'number' }, idempotency_key: { type: 'string' } },
}
const TYPES = [
  ...['RUN_STARTED', 'MODEL_ANSWERED', 'TOOL_CALLED', 'TOOL_CALLED', 'TOOL_CALLED'],
  ...['APPROVAL_REQUESTED', 'APPROVAL_DECIDED', 'TOOL_RETURNED', 'TOOL_RETURNED', 'TOOL_RETURNED'],
  ...['MODEL_ANSWERED', 'RUN_ENDED'],
]

let folder: string
let server: DurableServer
let gate: Gate

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'durable-'))
  gate = await openGate(({ messages }) =>
    messages.at(-1)!.role === 'user'
      ? { tool_calls: ['a', 'b', 'guarded'].map((name, index) => toolCall(name, index)) }
      : {
          content: messages
            .filter(({ role }) => role === 'tool')
            .map(wordsOf)
            .join(', '),
        },
  )
  server = durableServer(folder)
  await server.start()
  const target = server.target()
  await apply(target, await plan(target))
  await call(target, 'POST', '/folders/create', { name: 'durable' })
  const variable = (path: string, value: string) =>
    call(target, 'POST', '/variables/create', { path, value, is_secret: false, description: '' })
  await variable('f/durable/gate', gate.url)
  await variable('f/openanalyst/ws_endpoint', `${gate.url}/hub`)
  await variable('f/openanalyst/hub_publish_token', 'a-publish-token-of-a-test')
  const value = { kind: 'offline', base_url: `${gate.url}/model`, models: { chat: 'scripted', embedding: 'scripted' } }
  await call(target, 'POST', '/resources/create', { path: 'f/openanalyst/llm', resource_type: 'llm_provider', value })
  for (const name of ['a', 'b', 'guarded']) {
    const script = { path: `f/durable/${name}`, content: TOOL(name), schema: TOOL_SCHEMA, summary: '', description: '' }
    await call(target, 'POST', '/scripts/create', { ...script, language: 'bun' })
  }
  const definition = agentDefinition.parse({
    name: 'durable',
    tools: [
      { kind: 'script', path: 'f/durable/a' },
      { kind: 'script', path: 'f/durable/b' },
      { kind: 'script', path: 'f/durable/guarded', approval: 'always' },
    ],
  })
  await sql(`
    INSERT INTO agents (id, user_id, name, last_version, created_at, updated_at)
    VALUES ('durable', 'admin', 'durable', 1, now(), now());
    INSERT INTO agent_versions (agent_id, version, definition, created_at)
    VALUES ('durable', 1, '${JSON.stringify(definition)}', now())`)
})
afterAll(async () => {
  await server?.stop()
  await gate?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const toolCall = (name: string, index: number) => {
  return { index, id: `call_${name}`, type: 'function', function: { name, arguments: `{"x":${index + 1}}` } }
}
const wordsOf = (message: object) => (message as { content: string }).content

/** Rows of the data table. */
async function sql<Row>(content: string): Promise<Row[]> {
  const preview = { content, language: 'postgresql', args: { database: 'datatable://main' } }
  return (await call(server.target(), 'POST', '/jobs/run_wait_result/preview', preview)) as Row[]
}

/** Starts a run and answers its job. */
async function begin(run_id: string): Promise<string> {
  const args = { run_id, agent: 'durable', input: 'Go' }
  return String(await call(server.target(), 'POST', '/jobs/run/p/f/agents/run_agent', args))
}

/** What a run's job has kept of its workflow. */
interface Checkpoint {
  completed_steps?: object
  pending_steps?: { job_ids: Record<string, string> } | null
}

const checkpointIn = (update: JobUpdate): Checkpoint =>
  (update.workflow_as_code_status as { _checkpoint?: Checkpoint } | undefined)?._checkpoint ?? {}

/** Follows a run to its end, and agrees to what it asks on the way. */
async function follow(job: string): Promise<Record<string, unknown>> {
  for await (const update of updatesOf(server.target(), job)) {
    if (update.completed) return update.job!.result
    const guarded = checkpointIn(update).pending_steps?.job_ids.guarded_call
    if (guarded) await agree(guarded)
  }
  throw new Error(`The job ${job} is gone.`)
}

/** Agrees to what the flow of a guarded call asks, once it waits for it. */
async function agree(flow: string): Promise<void> {
  for await (const update of updatesOf(server.target(), flow)) {
    if (update.completed) return
    const { suspend } = (await call(server.target(), 'GET', `/jobs_u/get/${flow}`)) as { suspend?: number }
    if (!suspend) continue
    const payload = { approve: true, approver: 'ada' }
    await call(server.target(), 'POST', `/jobs_u/flow/resume_suspended/${flow}`, { payload, approved: true })
  }
}

/** The keys in the checkpoint of a run's job. */
async function checkpoint(job: string): Promise<string[]> {
  const state = (await call(server.target(), 'GET', `/jobs_u/get/${job}`)) as JobUpdate
  return Object.keys(checkpointIn(state).completed_steps ?? {})
}

/** Resolves once these steps stand in the checkpoint of a run's job. */
async function kept(job: string, steps: string[]): Promise<void> {
  for await (const update of updatesOf(server.target(), job)) {
    const done = Object.keys(checkpointIn(update).completed_steps ?? {})
    if (steps.every((step) => done.includes(step))) return
  }
  throw new Error(`The job ${job} is gone.`)
}

/** Whether a visit of the hub brings the `nth` event of a type; one may bring several. */
const event = (type: string, nth = 1) => {
  let seen = 0
  return ({ body }: Visit): boolean => {
    const before = seen
    seen += [body].flat().filter((message) => message.type === type).length
    return before < nth && seen >= nth
  }
}

// The first question is asked in the step in which the run begins.
const ASKED = ['begin_run']
const CALLED = [...ASKED, 'a', 'b', 'guarded_call']
const ALL = [...CALLED, 'ask_model']
const isSecond = ({ body }: Visit) => (body.messages as { role: string }[]).at(-1)!.role === 'tool'

interface Moment {
  about: string
  /** The visit that is held. */
  name: string
  fits?: (visit: Visit) => boolean
  /** What stands in the checkpoint before the server is killed. */
  steps: string[]
}

/** Where the server is killed: after each checkpoint, and between them. */
const MOMENTS: Moment[] = [
  { about: 'the model is asked', name: 'model', steps: [] },
  { about: 'the beginning is told', name: 'hub', fits: event('RUN_STARTED'), steps: [] },
  { about: 'the model has answered', name: 'hub', fits: event('MODEL_ANSWERED'), steps: [] },
  { about: 'the first tool is at work', name: 'a', steps: ASKED },
  { about: 'the first tool has ended', name: 'b', steps: [...ASKED, 'a'] },
  { about: 'a person is asked', name: 'hub', fits: event('APPROVAL_REQUESTED'), steps: [...ASKED, 'a', 'b'] },
  { about: 'the decision is told', name: 'hub', fits: event('APPROVAL_DECIDED'), steps: [...ASKED, 'a', 'b'] },
  { about: 'the approved tool is at work', name: 'guarded', steps: [...ASKED, 'a', 'b'] },
  { about: 'the tools have ended', name: 'hub', fits: event('TOOL_RETURNED'), steps: CALLED },
  { about: 'the model is asked again', name: 'model', fits: isSecond, steps: CALLED },
  { about: 'the model has answered again', name: 'hub', fits: event('MODEL_ANSWERED', 2), steps: CALLED },
  { about: 'the end is told', name: 'hub', fits: event('RUN_ENDED'), steps: ALL },
]

async function expectWhole(run_id: string, result: Record<string, unknown>): Promise<void> {
  expect(result).toMatchObject({ status: 'completed', output: 'a did 1, b did 2, guarded did 3', error: null })
  const events = await sql<{ seq: number; type: string }>(
    `SELECT seq, type FROM events WHERE run_id = '${run_id}' ORDER BY seq`,
  )
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(events.map(({ type }) => type).toSorted()).toEqual(TYPES.toSorted())
  expect([...gate.effects.values()].toSorted()).toEqual(['a', 'b', 'guarded'])
  expect(await sql(`SELECT count(*)::int AS n FROM model_calls WHERE run_id = '${run_id}'`)).toEqual([{ n: 2 }])
  expect(await sql(`SELECT tool, status FROM tool_calls WHERE run_id = '${run_id}' ORDER BY tool`)).toEqual(
    ['a', 'b', 'guarded'].map((tool) => ({ tool, status: 'completed' })),
  )
}

describe('a run whose server is killed', () => {
  test('never: ends with its answer', async () => {
    gate.effects.clear()
    const job = await begin('whole')
    await expectWhole('whole', await follow(job))
    // Every checkpoint there is has a moment after it.
    expect((await checkpoint(job)).toSorted()).toEqual([...new Set(MOMENTS.flatMap(({ steps }) => steps))].toSorted())
  })

  test.each(MOMENTS)('when $about, goes on where it stood', async ({ about, name, fits, steps }) => {
    const run_id = about.replaceAll(' ', '-')
    gate.effects.clear()
    const held = gate.hold(name, fits)
    const job = await begin(run_id)
    const followed = follow(job).catch(() => 'killed')
    await held
    await kept(job, steps)
    await server.kill()
    expect(await followed).toBe('killed')
    await server.start()
    await expectWhole(run_id, await follow(job))
  })
})
