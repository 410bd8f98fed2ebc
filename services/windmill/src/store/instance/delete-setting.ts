import { query } from '../sql.ts'

/** Takes a setting back to what it is by default. */
export const deleteSetting = query<{ name: string }>('DELETE FROM instance_setting WHERE name = :name')
