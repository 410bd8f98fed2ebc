import type { ErrorRecord } from '../../lib/errors.ts'
import type { EndStatus } from '../../lib/store/index.ts'
import type { Failed, ToolOutcome } from '../tools/outcome.ts'

/** The code of a call that a person did not agree to. */
export const NOT_APPROVED = 'NOT_APPROVED'

/** The code of what a member said that it can't do. */
export const NOT_DONE = 'MEMBER_DECLINED'

/** Codes of calls that nobody need mend: a person, or a member, said no. */
const NOES = new Set([NOT_APPROVED, NOT_DONE])

/** How often the same thing may fail: once, and once more after the model has mended it. */
const MOST_FAILURES = 2

/** Codes of calls that were turned back before anything was done: a slip of the model, if it does better afterwards. */
const SLIPS = new Set(['UNKNOWN_TOOL', 'BAD_ARGUMENTS', 'UNKNOWN_LANGUAGE', 'BAD_FLOW', 'NOT_FOUND', 'NOT_RUNNABLE'])

/**
 * How a task ends when the model has said its last word. What tools came to counts, not what the model says of it:
 *
 * - failed      something failed and was not mended; or no call ever came to anything
 * - declined    a person did not agree, or a member can't; or nothing was done and the model says that it can't
 * - answered    no tool was called, the words are the answer
 * - completed   everything that was begun worked in the end
 */
export function judge(answer: string, outcomes: ToolOutcome[]): { status: EndStatus; error: ErrorRecord | null } {
  const begun = outcomes.filter(isBegun)
  if (begun.length === 0) {
    if (saysNo(answer)) return { status: 'declined', error: null }
    const slip = outcomes.findLast((outcome) => !outcome.ok)
    return slip ? { status: 'failed', error: slip.error } : { status: 'answered', error: null }
  }
  const unmended = [...lastByPath(begun).values()].filter((outcome) => !outcome.ok)
  const broken = unmended.find((outcome) => !NOES.has(outcome.error.code))
  if (broken) return { status: 'failed', error: broken.error }
  return { status: unmended.length > 0 ? 'declined' : 'completed', error: null }
}

/** The error of what failed too often to try again; undefined while there is hope. */
export function givenUp(outcomes: ToolOutcome[]): ErrorRecord | undefined {
  const begun = outcomes.filter(isBegun)
  for (const [path, last] of lastByPath(begun)) {
    const failures = begun.filter((outcome) => !outcome.ok && outcome.path === path).length
    if (!last.ok && failures >= MOST_FAILURES) return last.error
  }
  return undefined
}

/** What was made or run, each thing once, as it came out last. */
export const worksOf = (outcomes: ToolOutcome[]): Exclude<ToolOutcome, Failed>[] =>
  [...lastByPath(outcomes).values()].filter((outcome) => outcome.ok)

const isBegun = (outcome: ToolOutcome) => outcome.ok || !SLIPS.has(outcome.error.code)

function lastByPath(outcomes: ToolOutcome[]): Map<string, ToolOutcome> {
  return new Map(outcomes.map((outcome) => [outcome.path, outcome]))
}

const CANNOT = /\b(?:can't|can’t|cannot|can not|unable to|not able to)\b/i

/** Whether words say that something can't be done. */
export const saysNo = (words: string): boolean => CANNOT.test(words)
