import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { appendMessages, openConversation, summarizeSession } from '../../../../f/agents/sessions/index.ts'
import { connectLlm, type Message } from '../../../../f/lib/llm/index.ts'
import { dataTable } from '../../../../f/lib/store/index.ts'
import { type ModelRequest, type ScriptedModel, startScriptedModel } from '../../../helpers/scripted-model.ts'
import { useDataTable } from '../../../helpers/use-data-table.ts'

useDataTable()
let model: ScriptedModel

beforeAll(async () => {
  model = await startScriptedModel()
})
afterEach(() => model.check())
afterAll(async () => {
  await model?.stop()
})

const at = '2026-11-21T10:00:00Z'
const sql = dataTable()
/** Some hundred tokens. */
const long = (word: string) => `${word} `.repeat(400 / (word.length + 1)).trim()
const open = (session_id: string) => openConversation(sql, { user_id: 'ada', session_id, agent: 'helper', at })
const sumUp = (session_id: string, after_tokens = 350) =>
  summarizeSession(sql, connectLlm(model.provider), { user_id: 'ada', session_id, after_tokens })
const asked = (request: ModelRequest) => request.messages.map(({ content }) => content).join('\n')

async function exchange(session_id: string, run_id: string, word: string): Promise<void> {
  await open(session_id)
  const messages: Message[] = [
    { role: 'user', content: long(word) },
    { role: 'assistant', content: `You said ${word}` },
  ]
  await appendMessages(sql, { session_id, run_id, messages, at })
}

describe('a summary', () => {
  test('is not made while the conversation is short', async () => {
    await exchange('short', 'r1', 'one')
    expect(await sumUp('short')).toEqual({ outcome: 'short_enough' })
  })

  test('takes the place of the older messages, past the limit', async () => {
    for (const word of ['one', 'two', 'three', 'four']) await exchange('long', word, word)
    model.play({
      expect: (request) => {
        expect(asked(request)).toMatch(/^Summarize/)
        expect(asked(request)).toContain('User: one one')
        expect(asked(request)).toContain('Agent: You said three')
        expect(asked(request)).not.toContain('four')
      },
      answer: { text: 'Ada counted to three.' },
    })
    expect(await sumUp('long')).toEqual({ outcome: 'summarized', until: 6 })
    const { messages } = await open('long')
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant'])
    expect(messages[0]!.content).toContain('Ada counted to three.')
    expect(messages[2]!.content).toBe('You said four')
  })

  test('is made of the one before it, and only of what was said since', async () => {
    for (const word of ['five', 'six', 'seven']) await exchange('long', word, word)
    model.play({
      expect: (request) => {
        expect(asked(request)).toContain('Summary of what came before: Ada counted to three.')
        expect(asked(request)).toContain('You said four')
        expect(asked(request)).not.toContain('You said two')
      },
      answer: { text: 'Ada counted to six.' },
    })
    expect(await sumUp('long')).toMatchObject({ outcome: 'summarized' })
    expect((await open('long')).messages[0]!.content).toContain('Ada counted to six.')
  })

  test('of another that was quicker stands', async () => {
    for (const word of ['one', 'two', 'three', 'four']) await exchange('raced', word, word)
    const llm = connectLlm(model.provider)
    model.play({ answer: { text: 'The quicker one.' } }, { answer: { text: 'The slower one.' } })
    const slow = await summarizeSession(
      sql,
      {
        ...llm,
        chat: async (request) => {
          expect(await sumUp('raced')).toMatchObject({ outcome: 'summarized' })
          return llm.chat(request)
        },
      },
      { user_id: 'ada', session_id: 'raced', after_tokens: 350 },
    )
    expect(slow).toEqual({ outcome: 'overtaken' })
    expect((await open('raced')).messages[0]!.content).toContain('The quicker one.')
  })

  test('that the model does not give leaves the conversation as it was, and says why', async () => {
    for (const word of ['one', 'two', 'three', 'four']) await exchange('refused', word, word)
    model.play({ answer: { status: 401, body: '{"error":{"message":"no"}}' } })
    expect(await sumUp('refused')).toEqual({ outcome: 'failed', note: expect.stringContaining('refused the call') })
    expect((await open('refused')).messages).toHaveLength(8)
  })

  test('ends before an exchange that two runs are in', async () => {
    await exchange('spanned', 'r1', 'one')
    await exchange('spanned', 'r2', 'two')
    await open('spanned')
    const more: Message[] = [{ role: 'user', content: long('more') }]
    await appendMessages(sql, { session_id: 'spanned', run_id: 'r3', messages: more, at })
    await exchange('spanned', 'r4', 'four')
    const late: Message[] = [{ role: 'assistant', content: 'late' }]
    await appendMessages(sql, { session_id: 'spanned', run_id: 'r3', messages: late, from: 1, at })
    model.play({ answer: { text: 'One and two.' } })
    expect(await sumUp('spanned')).toEqual({ outcome: 'summarized', until: 4 })
  })
})
