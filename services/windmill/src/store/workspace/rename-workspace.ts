import { query } from '../sql.ts'

/** Gives a workspace another name; its id stays. */
export const renameWorkspace = query<{ id: string; name: string }>('UPDATE workspace SET name = :name WHERE id = :id')
