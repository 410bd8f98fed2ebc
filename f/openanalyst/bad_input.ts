import { CodedError } from '../lib/errors.ts'

/** What is wrong with what was given; the message says what would do. */
export const badInput = (message: string, details: Record<string, unknown> = {}): CodedError =>
  new CodedError('BAD_INPUT', message, details)
