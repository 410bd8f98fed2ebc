import { createHmac, timingSafeEqual } from 'node:crypto'

/** An HMAC-SHA256 in hex. */
export const sign = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Whether the signature is that of the text, in a time that does not depend on where it differs. */
export function verifySignature(key: string, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(key, text))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
