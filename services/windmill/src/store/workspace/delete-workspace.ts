import { query } from '../sql.ts'

/** Removes a workspace with all its items. Its jobs stay as they were, until they are deleted. */
export const deleteWorkspace = query<{ id: string }>('DELETE FROM workspace WHERE id = :id')
