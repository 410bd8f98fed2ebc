import type { Sql } from '../../lib/store/index.ts'

/** A report as it is kept. */
export interface StoredReport {
  id: string
  user_id: string
  session_id: string
  title: string
  /** Shows the chart as `chart.svg`. */
  markdown: string
  /** SVG. */
  chart: string
  data: Record<string, unknown>
  /** RFC 3339. */
  made_at: string
  mailed_to: string[]
}

/** Keeps a report in place of the one of the same id, and answers it with who has got that one by mail. */
export async function keepReport(sql: Sql, report: Omit<StoredReport, 'mailed_to'>): Promise<StoredReport> {
  const { id, user_id, session_id, title, markdown, chart, data, made_at } = report
  const kept = await sql<{ mailed_to: string[] }>`
    INSERT INTO reports AS r (id, user_id, session_id, title, markdown, chart, data, made_at)
    VALUES (${id}, ${user_id}, ${session_id}, ${title}, ${markdown}, ${chart}, ${data}::jsonb, ${made_at}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, markdown = excluded.markdown, chart = excluded.chart,
      data = excluded.data, made_at = excluded.made_at
    RETURNING to_jsonb(mailed_to) AS mailed_to`.fetchOne()
  return { ...report, mailed_to: kept?.mailed_to ?? [] }
}

/** Notes who has got a report by mail. */
export async function noteMailed(sql: Sql, id: string, recipients: string[]): Promise<void> {
  await sql`
    UPDATE reports SET mailed_to = ARRAY(
      SELECT DISTINCT unnest(mailed_to || ARRAY(SELECT jsonb_array_elements_text(${recipients}::jsonb))) ORDER BY 1)
    WHERE id = ${id}`.execute()
}

/** A report of a user, or null. */
export async function getReport(sql: Sql, userId: string, id: string): Promise<StoredReport | null> {
  return await sql<StoredReport>`
    SELECT id, user_id, session_id, title, markdown, chart, data, made_at, to_jsonb(mailed_to) AS mailed_to
    FROM reports WHERE id = ${id} AND user_id = ${userId}`.fetchOne()
}
