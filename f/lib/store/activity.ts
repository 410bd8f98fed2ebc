import type { Sql } from './sql.ts'

/** Something that a user did, or had done. */
export interface Activity {
  /** Derived, so that a retry adds nothing. */
  id: string
  action: string
  user_id: string | null
  session_id: string | null
  task_id: string | null
  details: object
  /** RFC 3339. */
  at: string
}

/** Adds a row; false when it stands there already. */
export async function addActivity(sql: Sql, activity: Activity): Promise<boolean> {
  const { id, action, user_id, session_id, task_id, details, at } = activity
  const added = await sql`
    INSERT INTO activity_log (id, action, user_id, session_id, task_id, details, at)
    VALUES (${id}, ${action}, ${user_id}, ${session_id}, ${task_id}, ${details}::jsonb, ${at}::timestamptz)
    ON CONFLICT (id) DO NOTHING
    RETURNING id`.fetchOne()
  return added !== null
}
