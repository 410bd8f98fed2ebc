import { oncePerText } from '../shared/once-per-text.ts'
import { withoutComments } from './sql-text.ts'

/** A column of an answer: its name and the OID of its type. */
export interface Column {
  name: string
  type: number
}

/** What one statement answered; values are PostgreSQL's own text, or null. */
export interface Answer {
  columns: Column[]
  rows: (string | null)[][]
}

/** A connection that nobody else uses until the work on it has ended. */
export interface Session {
  /** Runs one statement; parameters are text whose types the statement itself names. Rejects with DatabaseError. */
  run(sql: string, params?: (string | null)[]): Promise<Answer>
}

/** A database: PGlite in a thread, or a PostgreSQL server. */
export interface Engine {
  /** Starts it if it is not started; rejects with a WindmillError that says why it cannot be. */
  start(): Promise<void>
  /**
   * Runs one statement of which `standsAlone`. When `signal` fires before it has ended, it is cancelled, and this rejects
   * with DatabaseError 57014; then nothing of it, or all of it, was done.
   */
  statement(sql: string, params: (string | null)[], signal?: AbortSignal): Promise<Answer>
  /**
   * Runs `work` in a session of its own. Whatever `work` leaves behind (an open or failed transaction, settings,
   * locks) is undone before somebody else gets the session. When `signal` fires, the statement in hand is cancelled
   * and the work ends with DatabaseError 57014.
   */
  session<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T>
  stop(): Promise<void>
}

/**
 * Puts a used session back into the state of a new one. A transaction that is still open is
 * undone. The rest is what Windmill does between two scripts on a kept connection; it is left
 * out where the statements that `ran` cannot have changed settings, roles, locks, cursors,
 * listeners or temporary tables (a function that does so unseen can).
 */
export async function resetSession(session: Session, inTransaction: boolean, ran: readonly string[]): Promise<void> {
  const leftTraces = ran.some(leavesTraces)
  if (inTransaction) await session.run('ROLLBACK')
  if (!leftTraces) return
  for (const statement of RESET) await session.run(statement)
}

const LEAVES_TRACES =
  /(^|;)\s*(set|reset|listen|declare|prepare|do|call|create\s+((local|global)\s+)?temp)\b|set_config|advisory_lock|\btemp(orary)?\s+table|\binto\s+temp/i

const leavesTraces = oncePerText((statement) => LEAVES_TRACES.test(withoutComments(statement)))

/**
 * Whether a statement reads and writes tables and does nothing else, so that it needs no session of its own: it is a
 * transaction by itself, and leaves none open.
 */
export const standsAlone = oncePerText(
  (statement) => READS_OR_WRITES.test(withoutComments(statement)) && !leavesTraces(statement),
)

const READS_OR_WRITES = /^\s*(select|insert|update|delete|with)\b/i

const RESET = [
  'RESET SESSION AUTHORIZATION',
  'RESET ALL',
  'UNLISTEN *',
  'CLOSE ALL',
  'SELECT pg_advisory_unlock_all()',
  'DEALLOCATE ALL',
  'DISCARD TEMP',
]
