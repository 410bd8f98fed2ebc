/** Conversations of users with agents: what was said, kept short for the model, copied and deleted. */
export { type Appended, appendMessages, newMessages, type Said } from './append_messages.ts'
export { type DeletedSession, deleteSession } from './delete_session.ts'
export { type ForkedSession, forkSession } from './fork_session.ts'
export { type Conversation, openConversation, saidBefore } from './open_conversation.ts'
export { listSessions, readSession, type SessionDetail } from './read_session.ts'
export { sessionFault } from './session_faults.ts'
export { type SummaryOutcome, summarizeSession } from './summarize_session.ts'
export { type Tended, type TendingLlms, tendSession } from './tend_session.ts'
