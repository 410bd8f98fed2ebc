import { query } from '../sql.ts'

/** Forgets what a job was given. */
export const clearArgs = query<{ id: string }>("UPDATE job SET args = '{}' WHERE id = :id")

/** Forgets what a preprocessor made of what a job was given. */
export const clearPreprocessedArgs = query<{ id: string }>(
  'UPDATE job_status SET preprocessed_args = NULL WHERE id = :id',
)

/** Forgets what a job answered. */
export const clearResult = query<{ id: string }>('UPDATE job_completed SET result = NULL WHERE id = :id')

/** Forgets what a job wrote. */
export const clearLog = query<{ id: string }>('DELETE FROM job_log WHERE job_id = :id')

/** Forgets what a job streamed. */
export const clearStream = query<{ id: string }>('DELETE FROM job_stream WHERE job_id = :id')
