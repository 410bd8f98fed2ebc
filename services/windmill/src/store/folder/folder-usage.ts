import { query } from '../sql.ts'

/** How many items of each kind lie below a path that ends with a slash. */
export const folderUsage = query<
  { workspace_id: string; prefix: string },
  { scripts: number; schedules: number; flows: number; apps: number; resources: number; variables: number }
>(
  `SELECT
     (SELECT count(DISTINCT path) FROM script WHERE workspace_id = :workspace_id AND archived = 0 AND deleted = 0
       AND substr(path, 1, length(:prefix)) = :prefix) AS scripts,
     (SELECT count(*) FROM schedule WHERE workspace_id = :workspace_id
       AND substr(path, 1, length(:prefix)) = :prefix) AS schedules,
     (SELECT count(*) FROM flow WHERE workspace_id = :workspace_id AND archived = 0
       AND substr(path, 1, length(:prefix)) = :prefix) AS flows,
     (SELECT count(*) FROM app WHERE workspace_id = :workspace_id
       AND substr(path, 1, length(:prefix)) = :prefix) AS apps,
     (SELECT count(*) FROM resource WHERE workspace_id = :workspace_id
       AND substr(path, 1, length(:prefix)) = :prefix) AS resources,
     (SELECT count(*) FROM variable WHERE workspace_id = :workspace_id
       AND substr(path, 1, length(:prefix)) = :prefix) AS variables`,
)
