import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** The settings that were set. */
export const listSettings = query<undefined, { name: string; value: Json }>(
  'SELECT name, value FROM instance_setting ORDER BY name',
  { json: ['value'] },
)
