import { type Store, triggers } from '../store/index.ts'
import { type HttpRoute, httpRouteOf, servedPath } from './http-route.ts'
import { type Match, RouteTable } from './route-table.ts'

/** Finds the trigger of a request by its method, in lower case, and the parts of its path. */
export type FindRoute = (method: string, parts: readonly string[]) => Match<HttpRoute> | undefined

/** The routes that are served: read once, and again whenever a trigger has changed. */
export function servedRoutes(store: Store): FindRoute {
  let version: number | undefined
  let tables = new Map<string, RouteTable<HttpRoute>>()
  return (method, parts) => {
    const current = triggers.routeVersion.one(store.connection, undefined)?.n
    if (current !== version) {
      tables = readTables(store)
      version = current
    }
    return tables.get(method)?.find(parts)
  }
}

function readTables(store: Store): Map<string, RouteTable<HttpRoute>> {
  const tables = new Map<string, RouteTable<HttpRoute>>()
  for (const trigger of triggers.allServedRoutes.all(store.connection, undefined)) {
    const route = httpRouteOf(trigger)
    if (!route) continue
    const table = tables.get(route.config.http_method) ?? new RouteTable<HttpRoute>()
    tables.set(route.config.http_method, table)
    if (!table.add(servedPath(route), route)) {
      console.error(`HTTP trigger ${trigger.path} is not served: its route is taken by another trigger`)
    }
  }
  return tables
}
