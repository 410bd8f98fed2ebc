import { query } from '../sql.ts'

/** Adds a workspace. Answers 0 changes when the id is taken. */
export const insertWorkspace = query<{
  id: string
  name: string
  owner: string
  encryption_key: string
  settings: object
  now: number
}>(
  `INSERT INTO workspace (id, name, owner, encryption_key, settings, created_at)
   VALUES (:id, :name, :owner, :encryption_key, :settings, :now)
   ON CONFLICT (id) DO NOTHING`,
  { json: ['settings'] },
)
