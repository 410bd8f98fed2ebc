import type { JsonObject } from '../../shared/json.ts'
import { query } from '../sql.ts'

export interface Workspace {
  id: string
  name: string
  /** The e-mail of who made it. */
  owner: string
  /** 64 hex digits. */
  encryption_key: string
  settings: JsonObject
  created_at: number
}

/** A workspace by its id. */
export const getWorkspace = query<{ id: string }, Workspace>('SELECT * FROM workspace WHERE id = :id', {
  json: ['settings'],
})
