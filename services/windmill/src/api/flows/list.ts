import type { Hono } from 'hono'
import { z } from 'zod'
import { flows } from '../../store/index.ts'
import { memberOf, readQuery, type Windmill } from '../context.ts'
import { seenOf } from '../items/access.ts'
import { flag } from '../items/fields.ts'
import { pageOf, pagingFields } from '../items/paging.ts'
import { flowRow } from './flow-view.ts'

/** What `flows/list` can be asked; the names are those of Windmill's API. */
const listQuery = z.object({
  ...pagingFields,
  order_desc: flag.optional(),
  path_start: z.string().optional(),
  path_exact: z.string().optional(),
  edited_by: z.string().optional(),
  show_archived: flag.optional(),
  starred_only: flag.optional(),
  dedicated_worker: flag.optional(),
  label: z.string().optional(),
  with_deployment_msg: flag.optional(),
  without_description: flag.optional(),
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
      pageOf(rows, query).map((row) => ({
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
