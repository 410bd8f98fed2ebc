import { query } from '../sql.ts'

/** Adds labels to those of a job, each once. */
export const addLabels = query<{ id: string; labels: string[] }>(
  `UPDATE job SET options = json_set(options, '$.labels', json((
     SELECT json_group_array(value) FROM (
       SELECT value FROM json_each(job.options, '$.labels') UNION SELECT value FROM json_each(:labels)))))
   WHERE id = :id`,
  { json: ['labels'] },
)
