import { query } from '../sql.ts'

/** A text that becomes another with each change of accounts, members, groups and folders. */
export const getAccessVersion = query<undefined, { version: string }>('SELECT version FROM access_version')
