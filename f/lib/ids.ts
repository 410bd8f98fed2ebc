/**
 * An id made of what it is the id of: the same parts give the same id, so that a retry finds what the first try did.
 * 32 hex digits of a SHA-256. Parts are told apart: `('a', 'bc')` and `('ab', 'c')` differ.
 */
export function deriveId(...parts: (string | number)[]): string {
  return sha256(JSON.stringify(parts)).slice(0, 32)
}

declare const Bun: { CryptoHasher: new (name: 'sha256') => { update(text: string): { digest(as: 'hex'): string } } }

/** By Bun itself, because loading `node:crypto` would cost each job 5 ms; by that where the code is tested on Node. */
const sha256 = (text: string): string =>
  typeof Bun === 'undefined'
    ? process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex')
    : new Bun.CryptoHasher('sha256').update(text).digest('hex')
