import { afterEach, describe, expect, test, vi } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { endRun } from '../../../../f/agents/store/end_run.ts'
import { openOutermostRun } from '../../../../f/agents/store/open_run.ts'
import { createRun, getRun } from '../../../../f/agents/store/runs.ts'
import { toErrorRecord } from '../../../../f/lib/errors.ts'
import { CANCELLED, calls, says, told, typesOf, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const at = '2026-11-21T08:00:00Z'
afterEach(() => vi.restoreAllMocks())

/** A run of the API that waits for its job. */
const queue = (id: string, agent: string, user_id = 'ada') =>
  createRun(kit.sql, {
    ...{ id, user_id, session_id: `session-of-${id}`, agent_id: `id-of-${agent}`, agent_version: 1 },
    ...{ agent, input: 'Hello', at },
  })
const open = (
  id: string,
  { job_id, user_id = 'ada', agent = null as string | null }: Record<string, string | null>,
) => {
  const own = { user_id: user_id!, session_id: `session-of-${id}`, agent, version: null, input: 'Hello' }
  return openOutermostRun(kit.sql, { id, job_id: job_id!, at }, own)
}
const rowOf = async (id: string) => (await getRun(kit.sql, id))!
const count = async (table: 'sessions' | 'budgets', id: string) => {
  const key = table === 'sessions' ? 'id' : 'run_id'
  const content = `SELECT count(*)::int AS n FROM ${table} WHERE ${key} = `
  return (await kit.sql<{ n: number }>`${kit.sql.raw(content)}${id}`.fetchOne())!.n
}

test('a turn without tools is three statements and one checkpoint', async () => {
  await kit.define({ name: 'plain' })
  const fetched = vi.spyOn(globalThis, 'fetch')
  const run = await kit.run('plain', 'Hello', [says('Hi.')])
  const statements = fetched.mock.calls.filter(([url]) => String(url).includes('/jobs/run_inline/preview'))
  // The last one is the test's own: it reads the events.
  expect(statements).toHaveLength(3 + 1)
  expect(Object.keys(run.played.checkpoint)).toEqual(['begin_run'])
})

describe('opening a run', () => {
  test('claims it for a job, with its budget and its conversation', async () => {
    await kit.define({ name: 'thrifty', budget: { max_tokens: 100 } })
    await queue('queued', 'thrifty')
    expect(await open('queued', { job_id: 'one' })).toMatchObject({ claimed: true, session: { last: [] } })
    expect(await rowOf('queued')).toMatchObject({ status: 'running', job_id: 'one', pinned: null })
    const limits = () =>
      kit.sql`SELECT max_tokens, max_cost, spent_tokens FROM budgets WHERE run_id = 'queued'`.fetchOne()
    expect(await limits()).toEqual({ max_tokens: 100, max_cost: null, spent_tokens: 0 })
    // A second time, what it has spent stays.
    await kit.sql`UPDATE budgets SET spent_tokens = 7 WHERE run_id = 'queued'`.execute()
    expect(await open('queued', { job_id: 'one' })).toMatchObject({ claimed: true })
    expect(await limits()).toMatchObject({ spent_tokens: 7 })
  })

  test('adds one that is not there, as running, with a budget where there is a limit', async () => {
    await kit.define({ name: 'thrifty', budget: { max_cost: 2.5 } }, { name: 'free' })
    expect(await open('own', { job_id: 'one', agent: 'thrifty' })).toMatchObject({ claimed: true })
    expect(await rowOf('own')).toMatchObject({ status: 'running', job_id: 'one', user_id: 'ada' })
    const limits = await kit.sql`SELECT max_tokens, max_cost::float8 FROM budgets WHERE run_id = 'own'`.fetchOne()
    expect(limits).toEqual({ max_tokens: null, max_cost: 2.5 })
    await open('unlimited', { job_id: 'one', agent: 'free' })
    expect(await count('budgets', 'unlimited')).toBe(0)
  })

  test('leaves one that people are asked in as it waits', async () => {
    await kit.define({ name: 'free' })
    await queue('waiting', 'free')
    await kit.sql`UPDATE runs SET status = 'waiting_approval', job_id = 'one' WHERE id = 'waiting'`.execute()
    expect(await open('waiting', { job_id: 'one' })).toMatchObject({ claimed: true })
    expect(await rowOf('waiting')).toMatchObject({ status: 'waiting_approval' })
  })

  test('does nothing to the run of another user', async () => {
    await kit.define({ name: 'thrifty', budget: { max_tokens: 100 } })
    await queue('of-ada', 'thrifty')
    const opened = await open('of-ada', { job_id: 'one', user_id: 'eve' })
    expect(opened).toMatchObject({ claimed: false, session: null, run: { user_id: 'ada' } })
    expect(await rowOf('of-ada')).toMatchObject({ status: 'queued', job_id: null })
    expect([await count('budgets', 'of-ada'), await count('sessions', 'session-of-of-ada')]).toEqual([0, 0])
  })

  test('by two jobs at once is for one of them', async () => {
    await kit.define({ name: 'free' })
    await queue('wanted', 'free')
    const opened = await Promise.all(['one', 'two'].map((job_id) => open('wanted', { job_id })))
    expect(opened.map((each) => each!.claimed).toSorted()).toEqual([false, true])
    expect((await rowOf('wanted')).job_id).toBe(opened[0]!.claimed ? 'one' : 'two')
  })
})

describe('a job whose run is not its own to carry out', () => {
  test('says which job has it, and leaves it alone', async () => {
    await kit.define({ name: 'free' })
    await queue('taken', 'free')
    await open('taken', { job_id: 'another' })
    const error = await kit.run('', 'Go', [], { run_id: 'taken' }).catch(toErrorRecord)
    expect(error).toMatchObject({ code: 'RUN_TAKEN', details: { job_id: 'another' } })
    expect(await rowOf('taken')).toMatchObject({ status: 'running', job_id: 'another', pinned: null })
  })

  test('answers how it ended, when it was cancelled before it began', async () => {
    await kit.define({ name: 'free' })
    await queue('cancelled', 'free')
    await endRun(kit.sql, 'cancelled', CANCELLED, at)
    const run = await kit.run('', 'Go', [], { run_id: 'cancelled' })
    expect(run).toMatchObject({ status: 'cancelled', error: { message: 'enough' } })
    expect(await rowOf('cancelled')).toMatchObject({ job_id: null })
  })
})

describe('what a run pins', () => {
  const talker: AgentInput = { name: 'talker', tools: [{ kind: 'script', path: 'f/x/say' }] }
  const hashIn = (pinned: unknown) => {
    const { agents } = pinned as { agents: { talker: { tools: { target: { runnable: { hash: string } } }[] } } }
    return agents.talker.tools[0]!.target.runnable.hash
  }

  test('stands in the table when the model is asked, and a process that begins again keeps it', async () => {
    kit.script('f/x/say', () => 'old')
    await kit.define(talker)
    const first = calls(['say', {}])
    first.expect = () => kit.change('f/x/say', () => 'new')
    const run = await kit.run('talker', 'Go', [first, told('old', says('done')), told('old', says('done'))], {
      crashes: true,
    })
    expect(run.output).toBe('done')
    expect(run.played.calls.map(({ path }) => path)).toEqual(['f/agents/tools/call_pinned'])
  })

  test('is what was pinned first, when another process of its job pins meanwhile', async () => {
    kit.script('f/x/say', () => 'old')
    await kit.define(talker)
    await kit.run('talker', 'Go', [says('done')], { run_id: 'earlier' })
    const { pinned } = await rowOf('earlier')
    let reads = 0
    kit.door.on('GET', /^\/scripts\/get\/p\/f\/x\/say$/, async () => {
      reads += 1
      if (reads === 1) await kit.sql`UPDATE runs SET pinned = ${pinned as object}::jsonb WHERE id = 'twice'`.execute()
      return { json: { path: 'f/x/say', schema: { type: 'object', properties: {} }, hash: 'newer' } }
    })
    const turns = [calls(['say', {}]), told('old', says('done'))]
    const run = await kit.run('talker', 'Go', turns, { run_id: 'twice' })
    expect(run.played.calls.map(({ path }) => path)).toEqual(['f/agents/tools/call_pinned'])
    expect(hashIn((await rowOf('twice')).pinned)).toBe(hashIn(pinned))
    expect(typesOf(run.events)).toEqual([
      ...['RUN_STARTED', 'MODEL_ANSWERED', 'TOOL_CALLED', 'TOOL_RETURNED', 'MODEL_ANSWERED', 'RUN_ENDED'],
    ])
  })

  test('stands in the table although the first model could not be asked', async () => {
    await kit.define({ name: 'safe', model: { provider: 'f/x/gone', fallbacks: [{ name: 'second' }] } })
    const run = await kit.run('safe', 'Go', [says('done')], { run_id: 'safe' })
    expect(typesOf(run.events)).toEqual(['RUN_STARTED', 'MODEL_FAILED', 'MODEL_ANSWERED', 'RUN_ENDED'])
    expect(await rowOf('safe')).toMatchObject({ status: 'completed', pinned: { agents: { safe: {} } } })
  })

  /** What is pinned, of a run whose model has not been asked. */
  const beforeAsked = async (id: string): Promise<unknown> => {
    expect(await kit.sql`SELECT id FROM model_calls WHERE run_id = ${id}`.fetch()).toEqual([])
    return (await rowOf(id)).pinned
  }

  test('stands in the table before a person is asked about the input', async () => {
    const guards = [{ kind: 'pattern', pattern: 'secret', action: 'ask' }] as const
    await kit.define({ name: 'guarded', guardrails: { input: [...guards] } })
    let seen: unknown
    const run = await kit.run('guarded', 'A secret', [says('ok'), says('ok')], {
      ...{ run_id: 'guarded', crashes: true, decide: () => ({ approve: true }) },
      wait: async () => {
        seen = await beforeAsked('guarded')
      },
    })
    expect(seen).toMatchObject({ agents: { guarded: { definition: { name: 'guarded' } } } })
    expect(Object.keys(run.played.checkpoint)).toEqual(['begin_run', 'check_input', 'guarded_call', 'ask_model'])
  })

  test('stands in the table before the members of a team are asked', async () => {
    const members = [{ kind: 'flow', path: 'f/x/member', input: 'task' }] as const
    await kit.define({ name: 'team', mode: 'broadcast', members: [...members] })
    let seen: unknown
    kit.flow('f/x/member', async () => {
      seen = await beforeAsked('team')
    })
    await kit.run('team', 'Go', [says('ok')], { run_id: 'team' })
    expect(seen).toMatchObject({ agents: { team: { definition: { name: 'team' } } } })
  })

  test('stands in the table before a server is asked for its tools', async () => {
    kit.script('f/agents/tools/call_mcp_tool', () => {})
    await kit.define({ name: 'served', tools: [{ kind: 'mcp', resource: 'u/ada/mail' }] })
    let seen: unknown
    kit.script('f/agents/tools/list_mcp_tools', async () => {
      seen = await beforeAsked('served')
      return []
    })
    await kit.run('served', 'Go', [says('ok')], { run_id: 'served' })
    expect(seen).toMatchObject({ agents: { served: { mcp: { path: 'f/agents/tools/call_mcp_tool' } } } })
  })
})

describe('a first question that breaks', () => {
  test('because no model can be asked ends the run, which has told that it began', async () => {
    await kit.define({ name: 'cut_off', model: { provider: 'f/x/gone' } })
    const run = await kit.run('cut_off', 'Go', [])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'LLM_NOT_CONFIGURED' } })
    expect(typesOf(run.events)).toEqual(['RUN_STARTED', 'MODEL_FAILED', 'RUN_ENDED'])
  })

  test('because the table refuses it ends the run, which has told that it began', async () => {
    await kit.define({ name: 'plain' })
    await kit.sql`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no room''; END'`.execute()
    await kit.sql`
      CREATE TRIGGER refuse BEFORE INSERT ON model_calls FOR EACH ROW WHEN (NEW.run_id = 'broken')
      EXECUTE FUNCTION refuse()`.execute()
    const run = await kit.run('plain', 'Hello', [], { run_id: 'broken' })
    expect(run).toMatchObject({
      status: 'failed',
      output: null,
      error: { message: expect.stringContaining('no room') },
    })
    expect(typesOf(run.events)).toEqual(['RUN_STARTED', 'RUN_ENDED'])
    expect(await rowOf('broken')).toMatchObject({ status: 'failed', error: run.error })
  })
})
