import { expect, test } from 'vitest'
import { askPerson } from '../../../scripts/start/ask-person.ts'
import type { Decision, Question } from '../../../scripts/start/question.ts'
import { personAt } from './terminal.ts'

/** A question, and what was decided about it. */
function question(about: Partial<Question> = {}): Question & { decided: Decision[] } {
  const decided: Decision[] = []
  return {
    ...{
      key: 'k',
      title: 'send_gift (args.amount > 10)',
      content: { amount: 50 },
      can_change: true,
      page: 'http://x/run/1',
    },
    decide: async (decision) => void decided.push(decision),
    ...about,
    decided,
  }
}

const never = new AbortController().signal

test.each<[string, string[], Decision]>([
  ['yes', ['yes'], { approve: true }],
  ['no', ['n', ''], { approve: false }],
  ['no with a reason', ['no', 'too much'], { approve: false, reason: 'too much' }],
  ['yes with other arguments', ['change', '{"amount": 5}'], { approve: true, arguments: { amount: 5 } }],
  ['a slip, then yes', ['maybe', 'c', '[5]', 'y'], { approve: true }],
])('a person says %s', async (_, answers, decision) => {
  const person = personAt(...answers)
  const asked = question()
  await askPerson(asked, person.terminal, never)
  expect(asked.decided).toEqual([decision])
  expect(person.left()).toEqual([])
  for (const shown of ['send_gift (args.amount > 10)', 'amount: 50', 'http://x/run/1'])
    expect(person.seen()).toContain(shown)
})

test('what the server does not take is told, and asked again', async () => {
  const decided: Decision[] = []
  const asked = question({
    async decide(decision) {
      if (!decided.push(decision) || decided.length === 1) throw new Error('amount is missing')
    },
  })
  const person = personAt('c', '{}', 'y')
  await askPerson(asked, person.terminal, never)
  expect(decided).toEqual([{ approve: true, arguments: {} }, { approve: true }])
  expect(person.seen()).toContain('amount is missing')
})

test('code is shown with its lines, and cannot be changed', async () => {
  const asked = question({ content: { 'greet (bun)': 'export function main() {\n}\n' }, can_change: false })
  const person = personAt('change', 'y')
  await askPerson(asked, person.terminal, never)
  expect(person.seen()).toContain('greet (bun): \n    export function main() {\n    }\n')
  expect(person.seen()).toContain('Say yes, no.')
  expect(asked.decided).toEqual([{ approve: true }])
})

test('a question that is answered elsewhere is asked no longer', async () => {
  const elsewhere = new AbortController()
  const asked = question()
  const asking = askPerson(asked, personAt().terminal, elsewhere.signal)
  elsewhere.abort()
  await expect(asking).rejects.toThrow(/abort/i)
  expect(asked.decided).toEqual([])
})
