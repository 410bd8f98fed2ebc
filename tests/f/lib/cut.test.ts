import { expect, test } from 'vitest'
import { cut } from '../../../f/lib/cut.ts'

test('a text is cut to its length, before a character that would be cut in two', () => {
  expect(cut('abc', 3)).toBe('abc')
  expect(cut('abcd', 3)).toBe('abc')
  expect(cut('a😀b', 3)).toBe('a😀')
  expect(cut('a😀b', 2)).toBe('a')
})
