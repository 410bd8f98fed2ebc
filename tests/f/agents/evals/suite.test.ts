import { describe, expect, test } from 'vitest'
import { readSuite } from '../../../../f/agents/evals/index.ts'

const suite = (over: object) => ({
  name: 'Greetings',
  agent: 'helper',
  cases: [{ name: 'says hello', input: 'Hello', checks: [{ kind: 'contains', text: 'hello' }] }],
  ...over,
})
const oneCase = (over: object) =>
  suite({ cases: [{ name: 'a', input: 'x', checks: [{ kind: 'turns', max: 1 }], ...over }] })

describe('a suite', () => {
  test('is read with its defaults', () => {
    expect(readSuite(suite({}))).toMatchObject({
      min_pass_rate: 1,
      ignore: [],
      cases: [{ checks: [{ kind: 'contains', ignore_case: true }] }],
    })
  })

  test.each([
    ['a case without a check', oneCase({ checks: [] }), /cases\.0\.checks: a case without a check proves nothing/],
    ['no case', suite({ cases: [] }), /cases: /],
    ['two cases of one name', suite({ cases: [oneCase({}).cases[0], oneCase({}).cases[0]] }), /same name/],
    ['an unknown check', oneCase({ checks: [{ kind: 'contians', text: 'x' }] }), /cases\.0\.checks\.0/],
    ['a mistyped field', oneCase({ checks: [{ kind: 'cost', max: 1, currency: 'EUR' }] }), /currency/],
    ['a pattern that is none', oneCase({ checks: [{ kind: 'matches', pattern: '(' }] }), /not a regular expression/],
    [
      'a schema of no type',
      oneCase({ checks: [{ kind: 'schema', schema: { type: 'text' } }] }),
      /schema\.type: there is/,
    ],
    ['a count of calls without bounds', oneCase({ checks: [{ kind: 'call_count' }] }), /say min, max, or both/],
    ['bounds the wrong way round', oneCase({ checks: [{ kind: 'called', tool: 't', min: 2, max: 1 }] }), /below min/],
    ['nothing to do', oneCase({ input: '' }), /an agent needs something to do/],
    ['a refusal with arguments', oneCase({ approvals: [{ approve: false, arguments: { a: 1 } }] }), /has no arguments/],
    ['no object', 'suite', /expected object/i],
  ])('with %s is refused, and told where', (_, value, message) => {
    expect(() => readSuite(value)).toThrow(
      expect.objectContaining({ code: 'EVAL_SUITE_INVALID', message: expect.stringMatching(message) }),
    )
  })
})
