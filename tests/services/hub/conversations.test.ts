import { expect, test } from 'vitest'
import { Conversations } from '../../../services/hub/src/openai/conversations.ts'

const of = { caller: 'ada', agent: 'helper' }
const said = (...words: string[]) =>
  words.map((content, at) => ({ role: at % 2 === 0 ? ('user' as const) : ('assistant' as const), content }))

test('a session is found by what was said in it, by the same caller to the same agent', () => {
  const conversations = new Conversations(10)
  conversations.note(of, said('Hi', 'Hello'), 's1')
  expect(conversations.find(of, said('Hi', 'Hello'))).toBe('s1')
  for (const other of [
    { ...of, caller: 'bob' },
    { ...of, agent: 'other' },
  ])
    expect(conversations.find(other, said('Hi', 'Hello'))).toBeUndefined()
  expect(conversations.find(of, said('Hi'))).toBeUndefined()
  expect(conversations.find(of, [])).toBeUndefined()
})

test('the same words cut into other messages are the same conversation', () => {
  const conversations = new Conversations(10)
  conversations.note(of, said('One\n\nTwo', '3'), 's1')
  const cut = [...said('One'), ...said('Two', '3')]
  expect(conversations.find(of, cut)).toBe('s1')
})

test('the one noted longest ago is forgotten first', () => {
  const conversations = new Conversations(2)
  for (const [word, session] of [
    ['a', 's1'],
    ['b', 's2'],
    ['a', 's1'],
    ['c', 's3'],
  ] as const)
    conversations.note(of, said(word, 'x'), session)
  expect(['a', 'b', 'c'].map((word) => conversations.find(of, said(word, 'x')))).toEqual(['s1', undefined, 's3'])
})
