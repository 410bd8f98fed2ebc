import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** A setting that holds for all workspaces. */
export const getSetting = query<{ name: string }, { value: Json }>(
  'SELECT value FROM instance_setting WHERE name = :name',
  { json: ['value'] },
)
