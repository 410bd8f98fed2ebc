import type { Hono } from 'hono'
import { z } from 'zod'
import { flows } from '../../store/index.ts'
import { memberOf, readQuery, type Windmill } from '../context.ts'
import { seenOf } from '../items/access.ts'
import { paged } from '../paging.ts'
import { Flag } from '../query-flag.ts'
import { flowRow } from './flow-view.ts'

/** What `flows/list` can be asked; the names are those of Windmill's API. */
const listQuery = z.object({
  order_desc: Flag.optional(),
  path_start: z.string().optional(),
  path_exact: z.string().optional(),
  edited_by: z.string().optional(),
  show_archived: Flag.optional(),
  starred_only: Flag.optional(),
  dedicated_worker: Flag.optional(),
  label: z.string().optional(),
  with_deployment_msg: Flag.optional(),
  without_description: Flag.optional(),
})

/** Routes that list flows. */
export function addListRoutes(app: Hono, windmill: Windmill): void {
  const { connection } = windmill.store

  app.get('/list', (c) => {
    const member = memberOf(windmill, c)
    const query = readQuery(c, listQuery)
    const { path_start, path_exact, edited_by, show_archived: archived = false } = query
    const { workspace_id } = member
    const found = flows.listFlows.all(connection, { workspace_id, archived, path_start, path_exact, edited_by })
    const rows = seenOf(windmill, member, found).filter(
      ({ options }) =>
        (query.dedicated_worker === undefined || options.dedicated_worker === query.dedicated_worker) &&
        (query.label?.split(',').every((label) => ((options.labels ?? []) as string[]).includes(label.trim())) ??
          true) &&
        // Nothing can be starred here.
        !query.starred_only,
    )
    if (query.order_desc === false) rows.reverse()
    return c.json(
      paged(c, rows).map((row) => ({
        ...flowRow(row, query.without_description ?? false),
        ...(query.with_deployment_msg && row.deployment_msg !== null && { deployment_msg: row.deployment_msg }),
      })),
    )
  })
  app.get('/list_paths', (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id } = member
    const paths = flows.listFlowPaths.all(connection, { workspace_id })
    return c.json(seenOf(windmill, member, paths).map(({ path }) => path))
  })
}
