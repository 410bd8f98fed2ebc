import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** All workspaces, by id. */
export const listWorkspaces = query<
  { limit: number; offset: number },
  { id: string; name: string; owner: string; settings: JsonObject }
>('SELECT id, name, owner, settings FROM workspace ORDER BY id LIMIT :limit OFFSET :offset', { json: ['settings'] })
