import type { Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { scripts } from '../../store/index.ts'
import { memberOf, readQuery, type Windmill } from '../context.ts'
import { seenOf } from '../items/access.ts'
import { paged } from '../paging.ts'
import { Flag } from '../query-flag.ts'
import { scriptRow } from './script-view.ts'

/** What `scripts/list` can be asked; the names are those of Windmill's API. */
const listQuery = z.object({
  order_desc: Flag.optional(),
  created_by: z.string().optional(),
  path_start: z.string().optional(),
  path_exact: z.string().optional(),
  first_parent_hash: z.string().optional(),
  last_parent_hash: z.string().optional(),
  parent_hash: z.string().optional(),
  show_archived: Flag.optional(),
  include_without_main: Flag.optional(),
  is_template: Flag.optional(),
  dedicated_worker: Flag.optional(),
  starred_only: Flag.optional(),
  kinds: z.string().optional(),
  languages: z.string().optional(),
  label: z.string().optional(),
  with_deployment_msg: Flag.optional(),
  without_description: Flag.optional(),
})

type ListQuery = z.infer<typeof listQuery>
type Row = Omit<scripts.Script, 'content'>

/** Routes that list scripts. */
export function addListRoutes(app: Hono, windmill: Windmill): void {
  const { connection } = windmill.store

  app.get('/list', (c) => {
    const member = memberOf(windmill, c)
    const query = readQuery(c, listQuery)
    const { path_start, path_exact, created_by, show_archived: archived = false } = query
    const { workspace_id } = member
    const found = scripts.listScripts.all(connection, { workspace_id, archived, path_start, path_exact, created_by })
    const rows = seenOf(windmill, member, found).filter((row) => isWanted(row, query, member))
    if (query.order_desc === false) rows.reverse()
    return c.json(
      paged(c, rows).map((row) => ({
        ...scriptRow(row, query.without_description ?? false),
        ...(query.with_deployment_msg && row.deployment_msg !== null && { deployment_msg: row.deployment_msg }),
      })),
    )
  })
  app.get('/list_paths', (c) => {
    const member = memberOf(windmill, c)
    const paths = scripts.listScriptPaths.all(connection, member)
    return c.json(seenOf(windmill, member, paths).map(({ path }) => path))
  })
}

const listed = (text: string | undefined) => text?.toLowerCase().split(',')

function isWanted({ kind, language, options, parent_hashes }: Row, query: ListQuery, member: Member): boolean {
  const kinds = member.operator ? ['script'] : listed(query.kinds)
  const withModules = query.include_without_main || kinds?.includes('preprocessor')
  const labels = (options.labels ?? []) as string[]
  return (
    (options.auto_kind !== 'lib' || (Boolean(withModules) && !member.operator)) &&
    (!kinds || kinds.includes(kind)) &&
    (listed(query.languages)?.includes(language) ?? true) &&
    (query.label?.split(',').every((label) => labels.includes(label.trim())) ?? true) &&
    (query.is_template === undefined || (options.is_template ?? false) === query.is_template) &&
    (query.dedicated_worker === undefined || options.dedicated_worker === query.dedicated_worker) &&
    (query.first_parent_hash === undefined || parent_hashes[0] === query.first_parent_hash) &&
    (query.last_parent_hash === undefined || parent_hashes.at(-1) === query.last_parent_hash) &&
    (query.parent_hash === undefined || parent_hashes.includes(query.parent_hash)) &&
    // Nothing can be starred here.
    !query.starred_only
  )
}
