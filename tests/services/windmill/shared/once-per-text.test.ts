import { beforeEach, expect, test } from 'vitest'
import { oncePerText } from '../../../../services/windmill/src/shared/once-per-text.ts'

let asked: string[]
const lengthOf = () =>
  oncePerText((text) => {
    asked.push(text)
    if (text === 'no') throw new Error('no')
    return text.length
  })

beforeEach(() => {
  asked = []
})

test('what was found for a text is not looked for again', () => {
  const find = lengthOf()
  expect([find('SELECT 1'), find('SELECT 12'), find('SELECT 1')]).toEqual([8, 9, 8])
  expect(asked).toEqual(['SELECT 1', 'SELECT 12'])
})

test('the oldest of many texts is forgotten', () => {
  const find = lengthOf()
  for (let n = 0; n <= 100; n++) find(`SELECT ${n}`)
  asked = []
  expect([find('SELECT 100'), find('SELECT 0')]).toEqual([10, 8])
  expect(asked).toEqual(['SELECT 0'])
})

test('a text that is very long is not kept, nor is a failure', () => {
  const find = lengthOf()
  const long = 'x'.repeat(10_001)
  find(long)
  find(long)
  expect(() => find('no')).toThrow('no')
  expect(() => find('no')).toThrow('no')
  expect(asked).toEqual([long, long, 'no', 'no'])
})
