import { describe, expect, test } from 'vitest'
import { openEvaluation } from '../../../../f/agents/evals/index.ts'
import { firstDivergence } from '../../../../f/agents/store/recordings.ts'
import { differences } from '../../../../f/agents/tape/difference.ts'
import { chatOnTape, readTape, type Tape } from '../../../../f/agents/tape/index.ts'
import { CodedError } from '../../../../f/lib/errors.ts'
import type { ChatAnswer, ChatRequest } from '../../../../f/lib/llm/index.ts'
import { dataTable } from '../../../../f/lib/store/index.ts'
import { useDataTable } from '../../../helpers/use-data-table.ts'

useDataTable()
const at = '2026-11-21T10:00:00Z'
const sql = dataTable()
const suite = { name: 's', agent: 'a', cases: [{ name: 'c', input: 'x', checks: [{ kind: 'turns', max: 1 }] }] }
const request = (...words: string[]): ChatRequest => ({
  model: 'm',
  messages: [{ role: 'system', content: 'You add.' }, ...words.map((content) => ({ role: 'user' as const, content }))],
})
const answer = (text: string): ChatAnswer => ({
  ...{ text, tool_calls: [], model: 'm', usage: { input_tokens: 1, output_tokens: 1 } },
})
const never = () => Promise.reject(new Error('the model is not asked'))
const chat = (tape: Tape, asked: ChatRequest, ask: () => Promise<ChatAnswer>, onText?: (piece: string) => void) =>
  chatOnTape(sql, tape, asked, at, { ask, onText })

/** A recording of the requests, and a tape to replay it. */
async function recording(id: string, recorded: [ChatRequest, () => Promise<ChatAnswer>][], ignore: string[] = []) {
  const opened = { user_id: 'ada', suite: { ...suite, ignore }, only: null, at }
  await openEvaluation(sql, { ...opened, id, mode: 'record', recording_id: null })
  const tape = await readTape(sql, 'ada', { evaluation_id: id, case_name: 'c' })
  for (const [asked, ask] of recorded) await chat(tape, asked, ask).catch(() => undefined)
  await openEvaluation(sql, { ...opened, id: `${id} again`, mode: 'replay', recording_id: id })
  return await readTape(sql, 'ada', { evaluation_id: `${id} again`, case_name: 'c' })
}

describe('a recording', () => {
  test('has the answers of the model, which a replay gives without asking it, as one piece', async () => {
    const tape = await recording('r1', [[request('1 + 2'), async () => answer('3')]])
    const pieces: string[] = []
    expect(await chat(tape, request('1 + 2'), never, (piece) => pieces.push(piece))).toEqual(answer('3'))
    expect(pieces).toEqual(['3'])
    expect(await firstDivergence(sql, tape.evaluation_id, 'c')).toBeNull()
  })

  test('has the errors of providers too, so that a replay falls back as the run did', async () => {
    const busy = () => Promise.reject(new CodedError('LLM_BUSY', 'It is busy.', { kind: 'openai' }))
    const tape = await recording('r2', [[request('hi'), busy]])
    await expect(chat(tape, request('hi'), never)).rejects.toMatchObject({ code: 'LLM_BUSY', message: 'It is busy.' })
  })

  test('goes on with its first answer when a step runs twice', async () => {
    await recording('r3', [[request('dice'), async () => answer('6')]])
    const tape = await readTape(sql, 'ada', { evaluation_id: 'r3', case_name: 'c' })
    expect(await chat(tape, request('dice'), never)).toEqual(answer('6'))
  })

  test('is nobody else’s', async () => {
    await recording('r5', [])
    const evaluated = { evaluation_id: 'r5', case_name: 'c' }
    await expect(readTape(sql, 'eve', evaluated)).rejects.toMatchObject({ code: 'EVAL_NOT_FOUND' })
  })

  test('is not made in a live evaluation: the model is asked each time', async () => {
    await openEvaluation(sql, { id: 'live', user_id: 'ada', suite, mode: 'live', recording_id: null, only: null, at })
    const tape = await readTape(sql, 'ada', { evaluation_id: 'live', case_name: 'c' })
    let asked = 0
    const ask = async () => answer(String(++asked))
    expect((await chat(tape, request('dice'), ask)).text).toBe('1')
    expect((await chat(tape, request('dice'), ask)).text).toBe('2')
  })

  test('does not keep a fault of ours as an answer', async () => {
    const tape = await recording('r4', [[request('x'), () => Promise.reject(new Error('bug'))]])
    await expect(chat(tape, request('x'), never)).rejects.toMatchObject({ code: 'REPLAY_DIVERGED' })
  })
})

describe('a replay', () => {
  test('takes ids for the same, and what the suite says to ignore', async () => {
    const said = (run: string, day: string) =>
      request(`Run ${run} of job ${run.slice(0, 8)}-aaaa-bbbb-cccc-0123456789ab on ${day}`)
    const recorded = said('0123456789abcdef0123456789abcdef', 'Monday')
    const tape = await recording('i1', [[recorded, async () => answer('ok')]], ['\\w+day'])
    expect(await chat(tape, said('fedcba9876543210fedcba9876543210', 'Friday'), never)).toEqual(answer('ok'))
  })

  test('that asks something else stops, and tells where it differs from the nearest request', async () => {
    const tape = await recording('d1', [
      [request('one'), async () => answer('1')],
      [request('one', 'then two'), async () => answer('2')],
    ])
    await chat(tape, request('one'), never)
    await expect(chat(tape, request('one', 'then three'), never)).rejects.toMatchObject({
      code: 'REPLAY_DIVERGED',
      message: expect.stringContaining('in messages.2.content'),
      details: { differences: [{ path: 'messages.2.content', recorded: 'then two', now: 'then three' }] },
    })
    await expect(chat(tape, request('four'), never)).rejects.toMatchObject({ code: 'REPLAY_DIVERGED' })
    expect(await firstDivergence(sql, tape.evaluation_id, 'c')).toMatchObject({
      differences: [{ recorded: 'then two', now: 'then three' }],
    })
  })

  test('that asks more than was recorded says what', async () => {
    const tape = await recording('d2', [[request('one'), async () => answer('1')]])
    await chat(tape, request('one'), never)
    await expect(chat(tape, request('one', 'and more'), never)).rejects.toMatchObject({
      message: expect.stringContaining('More was asked than was recorded: "and more"'),
    })
  })

  test('may ask the same twice, as a step does that runs twice', async () => {
    const tape = await recording('d3', [[request('one'), async () => answer('1')]])
    await chat(tape, request('one'), never)
    expect(await chat(tape, request('one'), never)).toEqual(answer('1'))
  })
})

describe('differences', () => {
  test('are told by their paths, with what stands on each side', () => {
    const recorded = { a: 1, b: [1, 2, 3], c: { d: 'x' }, gone: true }
    const now = { a: 2, b: [1, 5], c: { d: ['x'] }, come: null }
    expect(differences(recorded, now)).toEqual([
      { path: 'a', recorded: 1, now: 2 },
      { path: 'b.1', recorded: 2, now: 5 },
      { path: 'b.2', recorded: 3 },
      { path: 'c.d', recorded: 'x', now: ['x'] },
      { path: 'gone', recorded: true },
      { path: 'come', now: null },
    ])
    expect(differences(recorded, structuredClone(recorded))).toEqual([])
  })

  test('of long texts are shown where they begin', () => {
    const text = 'word '.repeat(100)
    const [only] = differences({ t: `${text}one${text}` }, { t: `${text}two${text}` })
    expect(only!.recorded).toMatch(/^….*word one.*…$/)
    expect(String(only!.recorded).length).toBeLessThan(200)
  })
})
