import { expect, test } from 'vitest'
import { signSessionToken, verifySessionToken } from '../../../services/hub/src/session-token.ts'

const SECRET = 'a-secret-of-this-test'
const claims = { userId: 'ada', sessionId: 'sešn 1', expiresAt: 2_000 }
const wanted = { userId: 'ada', sessionId: 'sešn 1', now: 1_999 }

test('a token is good for its user and session until it expires', () => {
  const token = signSessionToken(claims, SECRET)
  expect(token).toMatch(/^v1\.[\w-]+\.[\w-]+$/)
  expect(verifySessionToken(token, wanted, SECRET)).toBeNull()
  expect(verifySessionToken(token, { ...wanted, now: 2_000 }, SECRET)).toBe('expired')
})

test('a token is no good for another user or session', () => {
  const token = signSessionToken(claims, SECRET)
  expect(verifySessionToken(token, { ...wanted, userId: 'bob' }, SECRET)).toBe('other_session')
  expect(verifySessionToken(token, { ...wanted, sessionId: 's2' }, SECRET)).toBe('other_session')
})

test('a token with changed claims, a cut signature or another secret is forged', () => {
  const [version, , signature] = signSessionToken(claims, SECRET).split('.')
  const [, others] = signSessionToken({ ...claims, userId: 'bob' }, SECRET).split('.')
  expect(verifySessionToken(`${version}.${others}.${signature}`, { ...wanted, userId: 'bob' }, SECRET)).toBe('forged')
  expect(verifySessionToken(signSessionToken(claims, SECRET).slice(0, -8), wanted, SECRET)).toBe('forged')
  expect(verifySessionToken(signSessionToken(claims, 'another-secret'), wanted, SECRET)).toBe('forged')
})

test.each(['', 'x', 'v1', 'v1..', 'v2.a.b', 'v1.a.b.c'])('%j is no token', (token) => {
  expect(verifySessionToken(token, wanted, SECRET)).toBe('malformed')
})
