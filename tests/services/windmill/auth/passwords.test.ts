import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from '../../../../services/windmill/src/auth/passwords.ts'

test('a password opens its own hash and no other does', async () => {
  const hash = await hashPassword('correct horse')
  expect(await verifyPassword('correct horse', hash)).toBe(true)
  expect(await verifyPassword('correct horsf', hash)).toBe(false)
  expect(await verifyPassword('', hash)).toBe(false)
})

test('a hash names its cost, and two of the same password differ', async () => {
  const [one, other] = await Promise.all([hashPassword('same'), hashPassword('same')])
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$[\w+/=]{24}\$[\w+/=]{44}$/)
  expect(one).not.toBe(other)
})

test('a hash of another cost still verifies', async () => {
  const { scryptSync } = await import('node:crypto')
  const salt = Buffer.from('0123456789abcdef')
  const key = scryptSync('old', salt, 32, { N: 1024, r: 8, p: 1 })
  expect(await verifyPassword('old', `scrypt$1024$8$1$${salt.toString('base64')}$${key.toString('base64')}`)).toBe(true)
})

test('an account without a password lets nobody in', async () => {
  expect(await verifyPassword('', null)).toBe(false)
  expect(await verifyPassword('', undefined)).toBe(false)
  expect(await verifyPassword('', 'scrypt$1024$8$1$$')).toBe(false)
})
