import { query } from '../sql.ts'

/** Deletes an app. Its versions and inline scripts are to be deleted in the same transaction. */
export const deleteApp = query<{ id: number }>('DELETE FROM app WHERE id = :id')

/** Deletes all versions of an app. */
export const deleteAppVersions = query<{ app_id: number }>('DELETE FROM app_version WHERE app_id = :app_id')

/** Deletes the inline scripts of all versions of an app. */
export const deleteAppScripts = query<{ app_id: number }>('DELETE FROM app_script WHERE app_id = :app_id')
