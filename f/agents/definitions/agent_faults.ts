import { CodedError } from '../../lib/errors.ts'

/** The error for a name that one of the user's agents has already. */
export const nameTaken = (names: string[]): CodedError =>
  new CodedError('AGENT_NAME_TAKEN', `You have an agent called ${names.join(', ')} already: take another name.`, {
    names,
  })
