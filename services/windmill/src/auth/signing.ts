import { createHmac, timingSafeEqual } from 'node:crypto'

/** An HMAC-SHA256 in hex. */
export const sign = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Whether the signature is that of the text, in a time that does not depend on where it differs. */
export const verifySignature = (key: string, text: string, signature: string): boolean =>
  isSameSignature(sign(key, text), signature)

/** Whether two signatures are the same, in a time that does not depend on where they differ. */
export function isSameSignature(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
