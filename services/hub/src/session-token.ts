import { createHmac, timingSafeEqual } from 'node:crypto'

/*
 * The token that lets one user listen to one session. This file imports nothing but node:crypto, so that whatever
 * shares the secret can mint tokens with it: deployed scripts (Bun), the start command, the hub itself.
 *
 *   v1.<claims>.<signature>
 *   claims     base64url of the JSON [userId, sessionId, expiresAt]
 *   signature  base64url of HMAC-SHA256 over "v1.<claims>"
 */

/** Whom a token is for, and until when (milliseconds since the epoch). */
export interface SessionClaims {
  userId: string
  sessionId: string
  expiresAt: number
}

/** Why a token was refused. */
export type TokenFault = 'malformed' | 'forged' | 'expired' | 'other_session'

const VERSION = 'v1'

/** The token for these claims, signed with `secret` (a string that hub and minter share). Safe in a URL as it is. */
export function signSessionToken(claims: SessionClaims, secret: string): string {
  const json = JSON.stringify([claims.userId, claims.sessionId, claims.expiresAt])
  const signed = `${VERSION}.${Buffer.from(json).toString('base64url')}`
  return `${signed}.${signature(signed, secret).toString('base64url')}`
}

/**
 * Whether `token` was signed with `secret`, is for exactly this user and session, and has not expired at `now`
 * (milliseconds since the epoch): `null`, or the fault. The signature is compared in constant time and before anything
 * else is read.
 */
export function verifySessionToken(
  token: string,
  wanted: { userId: string; sessionId: string; now: number },
  secret: string,
): TokenFault | null {
  const [version, claims, given, ...rest] = token.split('.')
  if (version !== VERSION || !claims || !given || rest.length > 0) return 'malformed'
  const expected = signature(`${version}.${claims}`, secret)
  const actual = Buffer.from(given, 'base64url')
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return 'forged'
  const [userId, sessionId, expiresAt] = JSON.parse(Buffer.from(claims, 'base64url').toString()) as unknown[]
  if (userId !== wanted.userId || sessionId !== wanted.sessionId) return 'other_session'
  if (typeof expiresAt !== 'number' || expiresAt <= wanted.now) return 'expired'
  return null
}

function signature(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}
