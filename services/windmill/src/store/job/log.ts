import { query } from '../sql.ts'

/** Adds to a job's log. */
export const appendLog = query<{ job_id: string; text: string }>(
  `INSERT INTO job_log (job_id, seq, text)
   VALUES (:job_id, coalesce((SELECT max(seq) FROM job_log WHERE job_id = :job_id), 0) + 1, :text)`,
)

/** A job's whole log; null when it has none. */
export const readLog = query<{ job_id: string }, { text: string | null }>(
  "SELECT group_concat(text, '') AS text FROM (SELECT text FROM job_log WHERE job_id = :job_id ORDER BY seq)",
)

/** Adds to the stream of a job that hands its result out piece by piece. */
export const appendStream = query<{ job_id: string; text: string }>(
  `INSERT INTO job_stream (job_id, seq, text)
   VALUES (:job_id, coalesce((SELECT max(seq) FROM job_stream WHERE job_id = :job_id), 0) + 1, :text)`,
)

/** The whole stream of a job. */
export const readStream = query<{ job_id: string }, { text: string | null }>(
  "SELECT group_concat(text, '') AS text FROM (SELECT text FROM job_stream WHERE job_id = :job_id ORDER BY seq)",
)
