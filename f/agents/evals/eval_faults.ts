import { CodedError } from '../../lib/errors.ts'

/** What can be wrong with an evaluation. An HTTP answer is 400 for the first, 409 for the last and 404 for the others. */
export type EvalCode = 'EVAL_SUITE_INVALID' | 'EVAL_NOT_FOUND' | 'RECORDING_NOT_FOUND' | 'EVAL_BUSY'

/** The error for it, to be thrown; `message` says what would have worked. */
export const evalFault = (code: EvalCode, message: string, details: Record<string, unknown> = {}): CodedError =>
  new CodedError(code, message, details)
