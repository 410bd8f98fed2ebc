import { describe, expect, test } from 'vitest'
import { givenUp, judge, worksOf } from '../../../../f/openanalyst/router/judge.ts'
import type { ToolOutcome } from '../../../../f/openanalyst/tools/outcome.ts'

const ok = (path: string): ToolOutcome => ({ ok: true, kind: 'script', path, change: 'created', result: 1 })
const no = (path: string, code = 'SCRIPT_FAILED'): ToolOutcome => ({
  ok: false,
  path,
  error: { code, message: code, details: {} },
})

describe('how a task ends', () => {
  test.each<[string, string, ToolOutcome[], string]>([
    ['words alone are an answer', 'Two.', [], 'answered'],
    ["I can't is a no", "I am a set of rules, so I can't do this", [], 'declined'],
    ['with a typographic apostrophe too', 'I can’t.', [], 'declined'],
    ['what worked is completed', 'Done', [ok('a')], 'completed'],
    ["what worked is completed even if the answer has a can't in it", "It can't be better", [ok('a')], 'completed'],
    ['what failed and was mended is completed', 'Done', [no('a'), ok('a')], 'completed'],
    ['what worked and then failed has failed', 'Done', [ok('a'), no('a')], 'failed'],
    ['one of two that failed is a failure', 'Done', [no('a'), ok('b')], 'failed'],
    ['a slip before something that worked is forgotten', 'Done', [no('B-a-d', 'BAD_ARGUMENTS'), ok('a')], 'completed'],
    ['slips alone are a failure', 'Hm', [no('x', 'NOT_FOUND')], 'failed'],
    ['slips that end in a no are a no', 'I cannot find it', [no('x', 'NOT_FOUND')], 'declined'],
    ['what a person refused is a no', 'Not made', [no('a', 'NOT_APPROVED')], 'declined'],
  ])('%s', (_, answer, outcomes, status) => {
    const judged = judge(answer, outcomes)
    expect(judged.status).toBe(status)
    expect(judged.error === null).toBe(status !== 'failed')
  })

  test('a failure has the error of what was not mended', () => {
    expect(judge('', [no('a'), no('b', 'FLOW_FAILED'), ok('a')]).error?.code).toBe('FLOW_FAILED')
  })
})

describe('when to give up', () => {
  test('the second time that the same thing fails', () => {
    expect(givenUp([no('a'), no('b')])).toBeUndefined()
    expect(givenUp([no('a'), no('b'), no('a')])?.code).toBe('SCRIPT_FAILED')
  })

  test('not when it has been mended', () => {
    expect(givenUp([no('a'), no('a'), ok('a')])).toBeUndefined()
  })

  test('not for slips, which max_turns ends', () => {
    expect(givenUp([no('x', 'UNKNOWN_TOOL'), no('x', 'UNKNOWN_TOOL')])).toBeUndefined()
  })
})

test('works are what is there in the end, each once', () => {
  expect(worksOf([ok('a'), no('b'), ok('a'), no('c'), ok('b')]).map(({ path }) => path)).toEqual(['a', 'b'])
})
