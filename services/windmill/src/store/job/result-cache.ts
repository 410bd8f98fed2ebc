import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** A result that is kept for its arguments, if it is still good. */
export const getCachedResult = query<{ cache_key: string; now: number }, { result: Json }>(
  'SELECT result FROM result_cache WHERE cache_key = :cache_key AND expires_at > :now',
  { json: ['result'] },
)

/** Keeps a result for its arguments, in the place of an older one. */
export const saveCachedResult = query<{ cache_key: string; result: Json; expires_at: number }>(
  `INSERT INTO result_cache (cache_key, result, expires_at) VALUES (:cache_key, :result, :expires_at)
   ON CONFLICT (cache_key) DO UPDATE SET result = excluded.result, expires_at = excluded.expires_at`,
  { json: ['result'] },
)
