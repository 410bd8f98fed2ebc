import type { ErrorRecord } from '../errors.ts'
import type { Sql } from './sql.ts'

/*
 * A task is what a user asked for in words. Its states:
 *
 *   running ──▶ waiting_approval ──▶ running        a person is asked, and has answered
 *   running ──▶ completed                           what was asked for has been done
 *   running ──▶ answered                            the model answered in words, nothing was made or run
 *   running ──▶ declined                            it cannot be done, and the answer says why
 *   running | waiting_approval ──▶ failed           something broke; the error says what
 *
 * Each move names the state that it leaves. The last four are final.
 */
export type OpenStatus = 'running' | 'waiting_approval'
export type EndStatus = 'completed' | 'answered' | 'declined' | 'failed'

export interface Task {
  id: string
  user_id: string
  session_id: string
  /** The user's words. */
  task: string
  status: OpenStatus | EndStatus
  answer: string | null
  error: ErrorRecord | null
  /** RFC 3339. */
  created_at: string
  ended_at: string | null
}

/** Adds a running task; one that stands there is left as it is. */
export async function startTask(
  sql: Sql,
  { id, user_id, session_id, task, at }: Pick<Task, 'id' | 'user_id' | 'session_id' | 'task'> & { at: string },
): Promise<void> {
  await sql`
    INSERT INTO tasks (id, user_id, session_id, task, status, created_at)
    VALUES (${id}, ${user_id}, ${session_id}, ${task}, 'running', ${at}::timestamptz)
    ON CONFLICT (id) DO NOTHING`.execute()
}

/** Moves an open task from one state to the other; false when it is not in `from`. */
export async function moveTask(sql: Sql, id: string, from: OpenStatus, to: OpenStatus): Promise<boolean> {
  const moved = await sql`
    UPDATE tasks SET status = ${to} WHERE id = ${id} AND status = ${from} RETURNING id`.fetchOne()
  return moved !== null
}

/** Ends an open task; false when it has ended already, or is not there. */
export async function endTask(
  sql: Sql,
  id: string,
  { status, answer, error, at }: { status: EndStatus; answer: string | null; error: ErrorRecord | null; at: string },
): Promise<boolean> {
  const ended = await sql`
    UPDATE tasks SET status = ${status}, answer = ${answer}, error = ${error}::jsonb, ended_at = ${at}::timestamptz
    WHERE id = ${id} AND ended_at IS NULL
    RETURNING id`.fetchOne()
  return ended !== null
}

/** A task, or null. */
export async function getTask(sql: Sql, id: string): Promise<Task | null> {
  return await sql<Task>`
    SELECT id, user_id, session_id, task, status, answer, error, created_at, ended_at
    FROM tasks WHERE id = ${id}`.fetchOne()
}
