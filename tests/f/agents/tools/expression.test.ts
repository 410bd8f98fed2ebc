import { describe, expect, test } from 'vitest'
import { holds, parseExpression } from '../../../../f/agents/tools/expression.ts'

const args = { amount: 120, to: 'Ada@Our.org', tags: ['new', 'vip'], nested: { deep: { list: [1, 2] } }, none: null }

describe('a condition', () => {
  test.each([
    ['args.amount > 100', true],
    ['args.amount >= 120 && args.amount < 121', true],
    ['args.amount - 20 === 100 || false', true],
    ['2 + 3 * 4 == 14', true],
    ['(2 + 3) * 4 == 20', true],
    ['-args.amount % 7 === -1', true],
    ["!args.to.toLowerCase().endsWith('@our.org')", false],
    ["args.tags.includes('vip')", true],
    ['args.tags.length === 2', true],
    ["args['nested'].deep.list[1] === 2", true],
    ['args.none ?? true', true],
    ['args.missing.deeper', false],
    ['args.missing > 1', false],
    ['"a\\"b" == "a\\"b"', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text, args)).toBe(expected)
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('sees nothing inherited: args.%s', (name) => {
    expect(parseExpression(`args.${name}`)(args)).toBeUndefined()
    expect(parseExpression(`args['${name}']`)(args)).toBeUndefined()
  })

  test.each([
    ['process.exit()', '"process" is not known'],
    ['args.amount >', 'ends too early'],
    ['args.amount 5', 'has "5" where it cannot stand'],
    ['args.to.replace("a")', '"replace" is not one of the methods'],
    ['args.x = 1', 'cannot be read from "= 1" on'],
    ['', 'ends too early'],
  ])('that is none is told: %s', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message)
  })

  test('that cannot be evaluated holds, so that a person is asked', () => {
    expect(holds('nonsense(', args)).toBe(true)
  })
})
