import { expect, test } from 'vitest'
import { open, seal } from '../../../../services/windmill/src/auth/sealing.ts'

test('what is sealed opens with the same key alone', () => {
  const sealed = seal('a'.repeat(64), 's3cret, with ümlauts')
  expect(open('a'.repeat(64), sealed)).toBe('s3cret, with ümlauts')
  expect(open('b'.repeat(64), sealed)).toBeUndefined()
})

test('the empty text can be sealed, and two seals of a text differ', () => {
  expect(open('k', seal('k', ''))).toBe('')
  expect(seal('k', 'x')).not.toBe(seal('k', 'x'))
})

test('a changed bit anywhere does not open', () => {
  const bytes = Buffer.from(seal('k', 'secret'), 'base64')
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes)
    changed[index]! ^= 1
    expect(open('k', changed.toString('base64'))).toBeUndefined()
  }
})

test('a plain text is not taken for a sealed one', () => {
  for (const text of ['', 'teal', 'a longer text that was never sealed, by anybody']) {
    expect(open('k', text)).toBeUndefined()
  }
})
