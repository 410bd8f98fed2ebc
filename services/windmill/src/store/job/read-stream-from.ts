import { query } from '../sql.ts'

/** What a job has streamed after its first `after` pieces, and how many pieces there are now; nulls when nothing is new. */
export const readStreamFrom = query<{ job_id: string; after: number }, { text: string | null; last: number | null }>(
  `SELECT group_concat(text, '') AS text, max(seq) AS last
   FROM (SELECT seq, text FROM job_stream WHERE job_id = :job_id AND seq > :after ORDER BY seq)`,
)
