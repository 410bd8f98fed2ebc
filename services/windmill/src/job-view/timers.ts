/** Time that passes; tests give one of their own. */
export interface Timers {
  /** Calls `action` once after so many milliseconds; the answer takes that back. */
  after(milliseconds: number, action: () => void): () => void
}

/** The machine's own. */
export const realTimers: Timers = {
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds)
    return () => clearTimeout(timer)
  },
}
