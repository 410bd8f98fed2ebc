import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Sets what holds for all workspaces. */
export const setSetting = query<{ name: string; value: Json }>(
  `INSERT INTO instance_setting (name, value) VALUES (:name, :value)
   ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  { json: ['value'] },
)
