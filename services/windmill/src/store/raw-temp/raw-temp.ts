import { query } from '../sql.ts'

/** Keeps a script's content for a while, under its hash. */
export const putRawTemp = query<{ workspace_id: string; hash: string; content: string; now: number }>(
  `INSERT INTO raw_temp (workspace_id, hash, content, created_at) VALUES (:workspace_id, :hash, :content, :now)
   ON CONFLICT (workspace_id, hash) DO UPDATE SET created_at = excluded.created_at`,
)

/** The content that was handed over under a hash, while it is kept. */
export const getRawTemp = query<{ workspace_id: string; hash: string }, { content: string }>(
  'SELECT content FROM raw_temp WHERE workspace_id = :workspace_id AND hash = :hash',
)

/** Drops what was last handed over before a time. */
export const deleteOldRawTemp = query<{ before: number }>('DELETE FROM raw_temp WHERE created_at < :before')
