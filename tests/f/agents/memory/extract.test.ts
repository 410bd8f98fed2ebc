import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  extractAfterRun,
  type FinishedRun,
  listMemories,
  memoriesKept,
  recall,
  remember,
} from '../../../../f/agents/memory/index.ts'
import type { ModelRequest } from '../../../helpers/scripted-model.ts'
import { at, later, type MemoryBench, openMemoryBench, said } from './kit.ts'

let bench: MemoryBench
beforeAll(async () => {
  bench = await openMemoryBench()
})
afterEach(() => bench.chat.check())
afterAll(async () => bench?.stop())

const auto = { facts: 'auto', learned: 'off' } as const
const runOf = (user_id: string, ...words: string[]): FinishedRun => {
  const messages = said(...words)
  return { user_id, agent_id: 'helper', session_id: 's1', run_id: `${user_id} ${words[0]}`, messages, policy: auto, at }
}
const extract = (run: FinishedRun) => extractAfterRun(bench.sql, bench.llm, run)
const fact = (content: string, more: object = {}) => {
  return { content, subject: '', values: 'many', replaces: [], why: '', lasts_days: 0, ...more }
}
const answers = (facts: unknown[], learned: unknown[] = []) => ({ text: JSON.stringify({ facts, learned }) })
const contents = async (user_id: string, state: 'active' | 'proposed' | 'superseded' = 'active') =>
  (await listMemories(bench.sql, { user_id, state, kind: 'fact' })).map(({ content }) => content)
const asked = (request: ModelRequest) => request.messages.map(({ content }) => content).join('\n')

describe('after a run', () => {
  test('facts are asked for once, with what is remembered already, and kept', async () => {
    await remember(bench.sql, bench.llm, { user_id: 'ada', content: 'The user likes tea.', key: 'k', at })
    bench.chat.play({
      expect: (request) => {
        expect(asked(request)).toContain('1. The user likes tea.')
        expect(asked(request)).toContain('User: I drink tea in Oslo, where I live\nAgent: Noted')
        expect(request.response_format).toMatchObject({ type: 'json_schema' })
      },
      answer: answers([fact('The user lives in Oslo.', { subject: 'Lives in', values: 'one' })]),
    })
    const { kept, usage, notes } = await extract(runOf('ada', 'I drink tea in Oslo, where I live', 'Noted'))
    expect(kept.map(({ kind, change }) => [kind, change])).toEqual([
      ['conversation', 'kept'],
      ['fact', 'kept'],
    ])
    expect({ usage, notes }).toEqual({ usage: { input_tokens: 10, output_tokens: 5 }, notes: [] })
    expect(await contents('ada')).toEqual(expect.arrayContaining(['The user lives in Oslo.', 'The user likes tea.']))
  })

  test('a fact that the model says is no longer true is superseded, with its reason', async () => {
    await remember(bench.sql, bench.llm, { user_id: 'bob', content: 'The user has a dog.', key: 'k', at })
    bench.chat.play({
      answer: answers([fact('The user has no pets.', { replaces: [1, 9], why: 'The dog ran away' })]),
    })
    const { kept, notes } = await extract(runOf('bob', 'My dog ran away', 'I am sorry'))
    expect(kept[1]!.superseded).toHaveLength(1)
    expect(notes).toEqual(['The model wanted memories replaced that it was not shown: 9.'])
    expect(await contents('bob')).toEqual(['The user has no pets.'])
    expect(await listMemories(bench.sql, { user_id: 'bob', state: 'superseded' })).toMatchObject([
      { content: 'The user has a dog.', reason: 'The dog ran away' },
    ])
  })

  test('an old fact that is said again beside what replaces it is superseded all the same', async () => {
    await remember(bench.sql, bench.llm, { user_id: 'cid', content: 'The user runs.', key: 'k', at })
    bench.chat.play({ answer: answers([fact('The user runs.'), fact('The user cycles.', { replaces: [1] })]) })
    await extract(runOf('cid', 'I ran, now I cycle', 'Good'))
    expect(await contents('cid')).toEqual(['The user cycles.'])
  })

  test('of a subject with one value the last one counts, but several things can be liked', async () => {
    bench.chat.play({
      answer: answers([
        fact("The user's name is Dee.", { subject: 'name', values: 'one' }),
        fact("The user's name is Di.", { subject: 'name', values: 'one' }),
        fact('The user likes jazz.', { subject: 'likes', values: 'one' }),
        fact('The user likes rain.', { subject: 'likes', values: 'one' }),
      ]),
    })
    await extract(runOf('dee', 'Call me Dee, no, Di; jazz and rain are good', 'Yes'))
    expect((await contents('dee')).toSorted()).toEqual([
      'The user likes jazz.',
      'The user likes rain.',
      "The user's name is Di.",
    ])
  })

  test('under propose a fact waits for a person, and the conversation is not kept', async () => {
    bench.chat.play({ answer: answers([fact('The user is a judge.')]) })
    const run = { ...runOf('eli', 'I am a judge', 'Yes'), policy: { facts: 'propose', learned: 'off' } as const }
    const extraction = await extract(run)
    expect(extraction.kept).toMatchObject([{ change: 'proposed', state: 'proposed' }])
    expect(await contents('eli')).toEqual([])
    expect(await contents('eli', 'proposed')).toEqual(['The user is a judge.'])
    expect(memoriesKept('end', extraction).message).toBe('Kept 0 memories. 1 memory wait for a person')
  })

  test('what the agent learned stays with it', async () => {
    bench.chat.play({
      expect: (request) => expect(asked(request)).toContain('"learned" has what the agent found out'),
      answer: answers([fact('The user is a fact that nobody wants.')], [fact('The API needs a date.')]),
    })
    await extract({ ...runOf('fay', 'Report', 'Here'), policy: { facts: 'off', learned: 'auto' } })
    const question = { user_id: 'fay', session_id: 's2', query: 'date', top_k: 5, at }
    const of = async (agent_id: string) => (await recall(bench.sql, bench.llm, { ...question, agent_id })).memories
    expect(await of('helper')).toMatchObject([{ kind: 'learned', content: 'The API needs a date.' }])
    expect(await of('other')).toEqual([])
  })

  test('with memory off nobody is asked and nothing is kept', async () => {
    const extraction = await extract({ ...runOf('gil', 'I am Gil', 'Hi'), policy: { facts: 'off', learned: 'off' } })
    expect(extraction).toEqual({ kept: [], usage: null, notes: [] })
  })

  test('what was talked about is known in other sessions, and in this one not said twice', async () => {
    bench.chat.play({ answer: answers([]) })
    await extract(runOf('hue', 'Plan a trip to the lighthouse', 'It is planned'))
    const question = { user_id: 'hue', agent_id: 'helper', query: 'What about the lighthouse?', top_k: 5, at }
    const known = await recall(bench.sql, bench.llm, { ...question, session_id: 's2' })
    expect(known.memories).toMatchObject([
      {
        kind: 'conversation',
        content: 'The user said: Plan a trip to the lighthouse The agent answered: It is planned',
      },
    ])
    expect((await recall(bench.sql, bench.llm, { ...question, session_id: 's1' })).memories).toEqual([])
  })

  test('done again, it keeps nothing twice, and answers what it did', async () => {
    const run = runOf('ira', 'I have a boat', 'Nice')
    bench.chat.play({ answer: answers([fact('The user has a boat.')]) })
    const first = await extract(run)
    bench.chat.play({ answer: answers([fact('The user has a boat.')]) })
    const again = await extract(run)
    expect(again).toEqual(first)
    expect(await contents('ira')).toEqual(['The user has a boat.'])
  })

  test('a fact may be true for some days', async () => {
    bench.chat.play({ answer: answers([fact('The user is in Rome.', { lasts_days: 3 })]) })
    await extract(runOf('jo', 'In Rome until Tuesday', 'Enjoy'))
    const [memory] = await listMemories(bench.sql, { user_id: 'jo', kind: 'fact' })
    expect(Date.parse(memory!.expires_at!)).toBe(Date.parse(later(3)))
  })
})

describe('an answer of the model', () => {
  test.each([
    ['in a fence', '```json\n{"facts": ["The user is old."]}\n```', ['The user is old.'], []],
    ['as plain sentences', '{"facts": ["The user is young."]}', ['The user is young.'], []],
    [
      'with one bad item',
      JSON.stringify({ facts: [{ subject: 'x' }, { content: 'The user is fine.' }] }),
      ['The user is fine.'],
      [/1 things .* no content/],
    ],
    ['with a secret', '{"facts": ["The password is hunter2."]}', [], [/password or a key/]],
    ['that is no JSON', 'There are no facts.', [], [/did not answer with JSON/]],
    ['that is JSON of another kind', '[1]', [], [/did not answer with JSON/]],
  ])('%s', async (name, text, facts, notes) => {
    bench.chat.play({ answer: { text } })
    const extraction = await extract(runOf(name, 'Hello', 'Hi'))
    expect(await contents(name)).toEqual(facts)
    expect(extraction.notes).toEqual(notes.map((note) => expect.stringMatching(note)))
  })

  test('that does not come costs the facts and not the run', async () => {
    bench.chat.play({ answer: { status: 401, body: '{"error":{"message":"no"}}' } })
    const extraction = await extract(runOf('lia', 'Hello', 'Hi'))
    expect(extraction).toMatchObject({ usage: null, notes: [expect.stringMatching(/^Nothing was extracted: /)] })
    expect(memoriesKept('end', extraction).level).toBe('warn')
  })

  test('of the offline model is facts in sentences, and a new home takes the place of the old', async () => {
    const run = (words: string) => extractAfterRun(bench.sql, bench.offline, runOf('max', words, 'Thank you'))
    await run('My name is Max and I live in Bern')
    await run('I moved to Basel')
    expect((await contents('max')).toSorted()).toEqual(['The user lives in Basel.', "The user's name is Max."])
    expect(await contents('max', 'superseded')).toEqual(['The user lives in Bern.'])
  })
})
