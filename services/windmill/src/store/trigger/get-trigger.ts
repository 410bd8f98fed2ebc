import { query } from '../sql.ts'
import { TRIGGER_SHAPE, type Trigger } from './trigger.ts'

/** A trigger by its kind and path. */
export const getTrigger = query<{ workspace_id: string; kind: string; path: string }, Trigger>(
  'SELECT * FROM "trigger" WHERE workspace_id = :workspace_id AND kind = :kind AND path = :path',
  TRIGGER_SHAPE,
)

/**
 * The HTTP triggers that are served (`enabled`) or that answer
 * that they hold what comes (`suspended`), of all workspaces.
 */
export const allServedRoutes = query<undefined, Trigger>(
  `SELECT * FROM "trigger" WHERE kind = 'http' AND mode <> 'disabled' ORDER BY workspace_id, path`,
  TRIGGER_SHAPE,
)

/**
 * Another HTTP trigger that answers the same method on a route that cannot be told from `route` (a route with the
 * workspace in front when it is a workspace's own). Routes are shared by the whole server.
 */
export const findRoute = query<
  { route: string; http_method: string; workspace_id: string; except: string | null },
  { workspace_id: string; path: string }
>(
  `SELECT workspace_id, path FROM "trigger"
   WHERE kind = 'http' AND config ->> 'http_method' = :http_method
     AND iif(config ->> 'workspaced_route', workspace_id || '/', '') || (config ->> 'route_path_key') = :route
     AND NOT (workspace_id = :workspace_id AND path IS :except)`,
)
