import { describe, expect, test } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { endRun } from '../../../../f/agents/store/end_run.ts'
import { reserveCall } from '../../../../f/agents/store/reserve_call.ts'
import { settleCall } from '../../../../f/agents/store/settle_call.ts'
import { TOKENS_OF_TEXT } from '../../../helpers/scripted-model.ts'
import { CANCELLED, calls, says, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const writer: AgentInput = { name: 'writer', model: { max_tokens: 100 } }
const team = (budget: AgentInput['budget']): AgentInput => ({
  ...{ name: 'team', mode: 'coordinate', model: { max_tokens: 100 }, budget },
  members: [{ kind: 'agent', agent: 'writer' }],
})
const budgetOf = async (run_id: string) =>
  await kit.sql<Record<string, number>>`
    SELECT spent_tokens, spent_cost, reserved_tokens, reserved_cost FROM budgets WHERE run_id = ${run_id}`.fetchOne()
const prices = (models: Record<string, { input: number; output: number }>) =>
  kit.door.resources.set('f/agents/model_prices', { currency: 'USD', models })

describe('a budget of tokens', () => {
  test('is settled with what calls really used', async () => {
    await kit.define({ ...writer, budget: { max_tokens: 10_000 } })
    const first = says('Hi.')
    // What was reserved for the answer is the most that the provider may write.
    first.expect = (request) => expect(request.max_completion_tokens).toBe(100)
    await kit.run('writer', 'Hello', [first], { run_id: 'settled' })
    expect(await budgetOf('settled')).toEqual({ spent_tokens: 15, spent_cost: 0, reserved_tokens: 0, reserved_cost: 0 })
  })

  test('stops a call that would pass it before it is made', async () => {
    await kit.define({ ...writer, budget: { max_tokens: 50 } })
    const run = await kit.run('writer', 'Hello', [])
    expect(run).toMatchObject({ status: 'budget_exceeded', output: null, error: { code: 'BUDGET_EXCEEDED' } })
    expect(run.error!.details).toMatchObject({ tokens_left: 50, tokens_needed: expect.any(Number) })
    expect(run.usage.model_calls).toBe(0)
  })

  test('is shared by all that a run starts, and the run ends with what it has', async () => {
    await kit.define(writer, team({ max_tokens: 600 }))
    const run = await kit.run(
      'team',
      'Go',
      [
        { ...calls(['delegate_to_writer', { task: 'Write' }]), usage: { input: 150, output: 50 } },
        { ...says('A text.'), usage: { input: 150, output: 60 } },
      ],
      { run_id: 'shared' },
    )
    expect(run).toMatchObject({ status: 'budget_exceeded', error: { details: { run_id: 'shared' } } })
    expect(run.output).toBe('A text.')
    expect(await budgetOf('shared')).toMatchObject({ spent_tokens: 410, reserved_tokens: 0 })
  })

  test('counts an answer that was cut, too, although another model answers then', async () => {
    const model = { name: 'terse', max_tokens: 100, fallbacks: [{ name: 'other' }] }
    await kit.define({ ...writer, model, budget: { max_tokens: 10_000 } })
    const cut = { choices: [{ index: 0, delta: { content: 'A long' }, finish_reason: 'length' }] }
    const usage = { prompt_tokens: 200, completion_tokens: 100 }
    const turns = [{ answer: { events: [cut, { choices: [], usage }] } }, says('Short.')]
    const run = await kit.run('writer', 'Hello', turns, { run_id: 'cut' })
    expect(run).toMatchObject({ output: 'Short.', usage: { input_tokens: 210, output_tokens: 105 } })
    expect(await budgetOf('cut')).toMatchObject({ spent_tokens: 315, reserved_tokens: 0 })
    await kit.define(writer)
  })

  test('counts what was reserved for an answer that broke off: nobody says what it used', async () => {
    await kit.define({ ...writer, model: { name: 'brittle', max_tokens: 100, fallbacks: [{ name: 'other' }] } })
    const broken = { choices: [{ index: 0, delta: { content: 'A long' }, finish_reason: null }] }
    const run = await kit.run('writer', 'Hello', [{ answer: { events: [broken] } }, says('Short.')])
    expect(run).toMatchObject({ output: 'Short.', usage: { output_tokens: 105 } })
    expect((run as { usage: { input_tokens: number } }).usage.input_tokens).toBeGreaterThan(10)
    await kit.define(writer)
  })

  test('a member can have a smaller one of its own', async () => {
    await kit.define({ ...writer, budget: { max_tokens: 50 } }, team({ max_tokens: 5000 }))
    const run = await kit.run('team', 'Go', [calls(['delegate_to_writer', { task: 'Write' }]), says('It could not.')])
    expect(run).toMatchObject({ status: 'completed', output: 'It could not.' })
    await kit.define(writer)
  })
})

describe('looking for memories', () => {
  const friend: AgentInput = { name: 'friend', model: { max_tokens: 100 }, memory: { facts: 'auto' } }
  const noteOf = (run: { events: { type: string; data: Record<string, unknown> }[] }) =>
    run.events.find(({ type }) => type === 'MEMORIES_RECALLED')?.data.note

  test('counts for the budget and for what the run used', async () => {
    await kit.define({ ...friend, budget: { max_tokens: 10_000 } })
    const run = await kit.run('friend', 'Hello', [says('Hi.')], { run_id: 'recalled' })
    expect(run.model.embedded).toEqual(['Hello'])
    expect(run.usage).toMatchObject({ input_tokens: 10 + TOKENS_OF_TEXT, output_tokens: 5, model_calls: 2 })
    expect(await budgetOf('recalled')).toMatchObject({ spent_tokens: 15 + TOKENS_OF_TEXT, reserved_tokens: 0 })
    expect(noteOf(run)).toBeNull()
  })

  test('is left out when the budget does not allow it', async () => {
    await kit.define({ ...friend, budget: { max_tokens: 200 } })
    const run = await kit.run('friend', 'Hello '.repeat(200), [])
    expect(run.model.embedded).toEqual([])
    expect(run).toMatchObject({ status: 'budget_exceeded', usage: { model_calls: 0 } })
    expect(noteOf(run)).toMatch(/^Memories were compared by their words: The next call may need 400 tokens/)
  })

  test('is asked for and paid again after a process that ended meanwhile', async () => {
    await kit.define({ ...friend, budget: { max_tokens: 10_000 } })
    const run = await kit.run('friend', 'Hello', [says('Hi.'), says('Hi.')], { run_id: 'twice', crashes: true })
    expect(run.model.embedded).toEqual(['Hello', 'Hello'])
    expect(run.usage.input_tokens).toBe(10 + 2 * TOKENS_OF_TEXT)
  })
})

describe('a budget of money', () => {
  test('is reckoned by the price table', async () => {
    prices({ scripted: { input: 1000, output: 10_000 } })
    await kit.define({ ...writer, budget: { max_cost: 5 } })
    const run = await kit.run('writer', 'Hello', [says('Hi.')], { run_id: 'paid' })
    expect(run.cost).toBeCloseTo((10 * 1000 + 5 * 10_000) / 1e6)
    expect(await budgetOf('paid')).toMatchObject({ spent_cost: run.cost, reserved_cost: 0 })
  })

  test('stops a call that may cost more than is left', async () => {
    prices({ scripted: { input: 1000, output: 10_000 } })
    await kit.define({ ...writer, budget: { max_cost: 0.5 } })
    expect(await kit.run('writer', 'Hello', [])).toMatchObject({ status: 'budget_exceeded', cost: 0 })
  })

  test('lets no call through whose price is not known', async () => {
    await kit.define({ ...writer, budget: { max_cost: 5 } })
    const run = await kit.run('writer', 'Hello', [])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'BUDGET_UNPRICED' } })
  })
})

describe('reserving', () => {
  const call = (id: string, tokens: number) => ({
    ...{ id, run_id: 'r', root_run_id: 'r', lineage: ['r'], model: 'm', tokens, cost: 0 },
  })
  const at = '2026-11-21T08:00:00Z'
  const NOTHING = { results: [], events: [] }

  test('of calls that are made at once never passes the limit', async () => {
    await kit.sql`INSERT INTO budgets (run_id, max_tokens) VALUES ('r', 100)`.execute()
    const all = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((id) => reserveCall(kit.sql, call(id, 30), NOTHING, at)),
    )
    expect(all.filter(({ fits }) => fits)).toHaveLength(3)
    expect(await budgetOf('r')).toMatchObject({ reserved_tokens: 90 })
  })

  test('of a call again reserves nothing more, and settling it again spends nothing more', async () => {
    await kit.sql`INSERT INTO budgets (run_id, max_tokens) VALUES ('s', 100)`.execute()
    const own = { ...call('again', 60), run_id: 's', root_run_id: 's', lineage: ['s'] }
    await reserveCall(kit.sql, own, NOTHING, at)
    expect(await reserveCall(kit.sql, own, NOTHING, at)).toMatchObject({ fits: true, answer: null })
    expect(await budgetOf('s')).toMatchObject({ reserved_tokens: 60 })
    const usage = { input_tokens: 10, output_tokens: 5 }
    const settled = { id: 'again', lineage: ['s'], model: 'm', usage, cost: 0, answer: { kept: 1 }, at }
    await settleCall(kit.sql, 's', settled, { calls: [], events: [] })
    await settleCall(kit.sql, 's', settled, { calls: [], events: [] })
    expect(await budgetOf('s')).toMatchObject({ reserved_tokens: 0, spent_tokens: 15 })
    expect((await reserveCall(kit.sql, own, NOTHING, at)).answer).toEqual({ kept: 1 })
  })
})

test('a run that was cancelled asks the model no more', async () => {
  kit.script('f/x/cancel', async () => {
    await endRun(kit.sql, 'stopped', CANCELLED, '2026-11-21T08:00:00Z')
  })
  await kit.define({ name: 'busy', tools: [{ kind: 'script', path: 'f/x/cancel' }] })
  const run = await kit.run('busy', 'Go', [calls(['cancel', {}])], { run_id: 'stopped' })
  expect(run).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED', message: 'enough' } })
})
