import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Puts other settings in place of those of a workspace. */
export const setWorkspaceSettings = query<{ id: string; settings: JsonObject }>(
  'UPDATE workspace SET settings = :settings WHERE id = :id',
  { json: ['settings'] },
)
