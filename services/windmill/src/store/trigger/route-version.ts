import { query } from '../sql.ts'

/** A number that grows with each change of an HTTP trigger. */
export const routeVersion = query<undefined, { n: number }>('SELECT n FROM route_version')
