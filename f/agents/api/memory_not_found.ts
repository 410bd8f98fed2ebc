import { CodedError } from '../../lib/errors.ts'

/** The error for a memory that is not there, or is another user's. */
export const memoryNotFound = (id: string): CodedError =>
  new CodedError('MEMORY_NOT_FOUND', `There is no memory ${id}. It may have been forgotten.`, { id })
