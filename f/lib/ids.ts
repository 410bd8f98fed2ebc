import { createHash } from 'node:crypto'

/**
 * An id made of what it is the id of: the same parts give the same id, so that a retry finds what the first try did.
 * 32 hex digits of a SHA-256. Parts are told apart: `('a', 'bc')` and `('ab', 'c')` differ.
 */
export function deriveId(...parts: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
