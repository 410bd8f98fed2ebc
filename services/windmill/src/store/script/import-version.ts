import { query } from '../sql.ts'

/** A text that is another one after each change of what a path of a script stands for, or of who may read what. */
export const importVersion = query<undefined, { version: string }>(
  `SELECT script_version.n || ' ' || access_version.version AS version FROM script_version, access_version`,
)
