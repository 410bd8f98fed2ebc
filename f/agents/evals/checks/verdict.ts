import { shorten } from '../../../lib/cut.ts'
import type { EvalCheck } from '../suite.ts'

/** What a check came to; the message says what was found where it does not hold. */
export interface Verdict {
  kind: EvalCheck['kind'] | 'replay'
  passed: boolean
  message: string
}

const SHOWN = 300

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return shorten(text, SHOWN)
}
