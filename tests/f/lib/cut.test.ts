import { expect, test } from 'vitest'
import { cut, shorten } from '../../../f/lib/cut.ts'

test('a text is cut to its length, before a character that would be cut in two', () => {
  expect(cut('abc', 3)).toBe('abc')
  expect(cut('abcd', 3)).toBe('abc')
  expect(cut('a😀b', 3)).toBe('a😀')
  expect(cut('a😀b', 2)).toBe('a')
})

test('a text that is too long is marked where it is cut', () => {
  expect(shorten('abc', 3)).toBe('abc')
  expect(shorten('abcd', 3)).toBe('abc…')
  expect(shorten('a😀b', 2, ' (cut)')).toBe('a (cut)')
})
