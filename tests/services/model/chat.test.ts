import { expect, test } from 'vitest'
import type { ChatRequest } from '../../../services/model/src/http/chat-request.ts'
import { ask, textOf } from './kit.ts'

const MEMORY = `You are a helpful assistant.
What you remember:
- The user's favourite tea is Darjeeling.
- The user lives in Brno
- The user is allergic to nuts`

/** The answer to the last of several user messages. */
function converse(...said: string[]): string {
  const messages: ChatRequest['messages'] = said.flatMap((content) => [
    { role: 'user', content },
    { role: 'assistant', content: 'Noted.' },
  ])
  return textOf(ask('', { messages: messages.slice(0, -1) }))
}

test('it greets and says what it is', () => {
  expect(textOf(ask('Hi there!'))).toBe('Hello! I am the offline model: plain rules, no language model.')
  expect(textOf(ask('Who are you?'))).toContain('no language model')
})

test('what the user said in the conversation is known, the latest first', () => {
  expect(textOf(ask('My name is Ada.'))).toContain('Nice to meet you, Ada.')
  expect(converse('My name is Ada and I like tea.', 'What is my name?')).toBe('Your name is Ada.')
  expect(converse('I live in Brno', 'I moved to Prague', 'Where do I live?')).toBe('You live in Prague.')
  expect(converse('My favorite colour is blue', 'Do you remember my favourite colour?')).toContain('blue')
})

test('what the system prompt remembers is known', () => {
  expect(textOf(ask('What is my favourite tea?', {}, MEMORY))).toBe('Your favourite tea is Darjeeling.')
  expect(textOf(ask('Where do I live?', {}, MEMORY))).toBe('You live in Brno.')
  const everything = textOf(ask('What do you know about me?', {}, MEMORY))
  for (const line of ['Darjeeling', 'lives in Brno', 'allergic to nuts']) expect(everything).toContain(line)
})

test('what nobody said it does not know', () => {
  expect(textOf(ask('What is my name?', {}, MEMORY))).toBe("I don't know your name: you have not told me.")
})

const EXTRACT = 'Extract facts about the user from the conversation. Answer with JSON.'

test('facts are extracted as JSON', () => {
  expect(ask("My name is Ada. I like tea and I live in Brno. I'm 36. What about you?", {}, EXTRACT)).toEqual({
    value: {
      facts: ["The user's name is Ada.", 'The user likes tea.', 'The user lives in Brno.', 'The user is 36 years old.'],
    },
  })
  expect(ask('How is the weather?', {}, EXTRACT)).toEqual({ value: { facts: [] } })
})

test('of a transcript only the user counts, and of two contradicting facts the later', () => {
  const transcript = 'user: I live in Brno.\nassistant: I like cats.\nuser: I now live in Prague.'
  expect(ask(transcript, {}, EXTRACT)).toEqual({ value: { facts: ['The user lives in Prague.'] } })
})

test('facts take the form of a schema', () => {
  const item = {
    type: 'object',
    properties: {
      content: { type: 'string' },
      key: { type: 'string' },
      kind: { enum: ['fact', 'learned'] },
      confidence: { type: 'number', maximum: 1 },
    },
    required: ['content', 'kind'],
  }
  const schema = { type: 'object', properties: { memories: { type: 'array', items: item } }, required: ['memories'] }
  const response_format = { type: 'json_schema' as const, json_schema: { name: 'x', schema } }
  expect(ask('I like tea', { response_format }, 'Extract memories from what the user says.')).toEqual({
    value: { memories: [{ content: 'The user likes tea.', key: 'likes', kind: 'fact', confidence: 1 }] },
  })
})

test('a summary is the first sentences, shortened', () => {
  const long = `The first thing is ${'very '.repeat(60)}long. The second is short. A third. A fourth.`
  const summary = textOf(ask(long, {}, 'You summarise conversations in a few sentences.'))
  expect(summary).toMatch(/^The first thing is very .*… The second is short\. A third\.$/)
  expect(summary.length).toBeLessThan(220)
  expect(textOf(ask('Summarise this: One. Two. Three. Four.'))).toBe('One. Two. Three.')
})
