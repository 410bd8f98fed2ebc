import { query } from '../sql.ts'

/** Removes variables, in all workspaces, whose time is over. */
export const deleteExpiredVariables = query<{ now: number }>('DELETE FROM variable WHERE expires_at <= :now')
