import { WindmillError } from '../shared/errors.ts'
import type { System } from '../shared/system.ts'

/** Failed logins that one e-mail address may have, and all of them together, within the window. */
const PER_EMAIL = 10
const OVERALL = 100
const WINDOW_MS = 60_000

/** Counts failed logins. It does not matter whether the address has an account. */
export interface LoginLimit {
  /** Throws 429 when there were too many failures lately. */
  check(email: string): void
  failed(email: string): void
}

/** Counts in memory, by the system's clock: a restart forgets, which costs an attacker more than it gains. */
export function createLoginLimit(system: System): LoginLimit {
  let failures: { email: string; at: number }[] = []
  return {
    check: (email) => {
      failures = failures.filter(({ at }) => at > system.now() - WINDOW_MS)
      const own = failures.filter((failure) => failure.email === email.toLowerCase()).length
      if (own >= PER_EMAIL || failures.length >= OVERALL) {
        throw new WindmillError('too_many', 'Too many failed logins. Try again in a minute.')
      }
    },
    failed: (email) => failures.push({ email: email.toLowerCase(), at: system.now() }),
  }
}
