import { CodedError } from '../../lib/errors.ts'

/** What can be wrong with a memory. An HTTP answer is 404 for the first, 409 for the next two, and 400 for the others. */
export type MemoryCode =
  | 'MEMORY_NOT_FOUND'
  | 'MEMORY_NOT_PROPOSED'
  | 'MEMORY_FORGOTTEN'
  | 'MEMORY_SECRET'
  | 'MEMORY_SCOPE'
  | 'MEMORY_CONTENT'

/** The error for it, to be thrown; `message` says what would have worked. */
export const memoryFault = (code: MemoryCode, message: string, details: Record<string, unknown> = {}): CodedError =>
  new CodedError(code, message, details)
