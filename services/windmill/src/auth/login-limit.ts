import { WindmillError } from '../shared/errors.ts'
import type { System } from '../shared/system.ts'

/** Logins that one e-mail address may try in vain, and all of them together, within the window. */
const PER_EMAIL = 10
const OVERALL = 100
const WINDOW_MS = 60_000

/** Counts attempts to log in. It does not matter whether the address has an account. */
export interface LoginLimit {
  /**
   * Notes an attempt before it is looked into, so that many at
   * once count too. Throws 429 when there were too many lately.
   */
  attempt(email: string): void
  /** Takes back what was noted of an address: the password was right. */
  succeeded(email: string): void
}

/** Counts in memory, by the system's clock: a restart forgets, which costs an attacker more than it gains. */
export function createLoginLimit(system: System): LoginLimit {
  let attempts: { email: string; at: number }[] = []
  return {
    attempt: (email) => {
      attempts = attempts.filter(({ at }) => at > system.now() - WINDOW_MS)
      const own = attempts.filter((attempt) => attempt.email === email)
      if (own.length >= PER_EMAIL || attempts.length >= OVERALL) {
        throw new WindmillError('too_many', 'Too many failed logins. Try again in a minute.')
      }
      attempts.push({ email, at: system.now() })
    },
    succeeded: (email) => {
      attempts = attempts.filter((attempt) => attempt.email !== email)
    },
  }
}
