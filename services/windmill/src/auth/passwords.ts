import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** The cost of one guess: 32 MiB and some 80 ms. A hash names its own cost, so that this may be raised later. */
const COST = { N: 32768, r: 8, p: 1 }
const KEY_BYTES = 32

/** A hash of the password that can be kept: `scrypt$N$r$p$salt$key`, salt and key in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/**
 * Whether the password is the one that was hashed. Without a hash (no such account, or no password) it is refused after
 * the same work, so that the time of an answer does not tell which accounts exist.
 */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const [, n, r, p, salt = '', key = ''] = hash?.split('$') ?? ['scrypt', COST.N, COST.r, COST.p]
  const expected = Buffer.from(String(key), 'base64')
  const cost = { N: Number(n), r: Number(r), p: Number(p) }
  const actual = await derive(password, Buffer.from(String(salt), 'base64'), cost)
  return expected.length === KEY_BYTES && timingSafeEqual(actual, expected)
}

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  const maxmem = 256 * (cost.N ?? 0) * (cost.r ?? 0)
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
