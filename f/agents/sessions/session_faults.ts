import { CodedError } from '../../lib/errors.ts'

/** What can be wrong with a session. An HTTP answer is 404, 409 and 409. */
export type SessionCode = 'SESSION_NOT_FOUND' | 'SESSION_BUSY' | 'SESSION_EXISTS'

const MESSAGES: Record<SessionCode, (id: string) => string> = {
  SESSION_NOT_FOUND: (id) => `There is no session ${id}. A run without session_id starts a new one.`,
  SESSION_BUSY: (id) => `A run of session ${id} has not ended: wait for it, or cancel it first.`,
  SESSION_EXISTS: (id) => `There is a session ${id} already: take another id, or none.`,
}

/** The error of a session. Another user's session is not found: who asks does not learn that it exists. */
export const sessionFault = (code: SessionCode, session_id: string): CodedError =>
  new CodedError(code, MESSAGES[code](session_id), { session_id })
