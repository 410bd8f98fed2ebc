import { z } from 'zod'
import type { ApiClient } from '../api-client.ts'
import { encodePath, href } from '../context.ts'

/** Kinds of what is deployed, in the order in which they are shown. */
export const KINDS = ['script', 'flow', 'app', 'schedule', 'trigger'] as const
export type Kind = (typeof KINDS)[number]

/** One thing that is deployed, as the start page lists it. */
export interface Item {
  kind: Kind
  path: string
  summary: string
  /** More to say of it: the language, the cron expression, the route. */
  detail: string
  /** Where its own page is; what has none leads to what it runs. */
  address: string
  edited_at?: string
  /** Made at run time, by people or agents, and not deployed from a repository. */
  made: boolean
  disabled?: boolean
}

const optionalText = z.string().nullish()
const rowOf = <T extends z.ZodRawShape>(shape: T) => z.object({ path: z.string(), summary: optionalText, ...shape })

const scriptRow = rowOf({ language: z.string(), kind: z.string(), created_at: z.string() })
const flowRow = rowOf({ edited_at: z.string() })
const appRow = rowOf({ edited_at: optionalText, raw_app: z.boolean().nullish() })
const scheduleRow = rowOf({
  schedule: z.string(),
  timezone: z.string(),
  enabled: z.boolean(),
  script_path: z.string(),
  is_flow: z.boolean(),
  edited_at: z.string(),
})
const triggerRow = rowOf({
  route_path: z.string(),
  http_method: z.string(),
  workspaced_route: z.boolean().nullish(),
  script_path: z.string(),
  is_flow: z.boolean(),
  mode: optionalText,
  edited_at: z.string(),
})

/** Folders whose contents come from no repository. */
const isMade = (path: string): boolean => path.startsWith('u/') || path.startsWith('f/made/')

/** Everything that is deployed in a workspace and that the visitor may see, by kind and path. */
export async function listItems(api: ApiClient, workspace: string): Promise<Item[]> {
  const at = (path: string) => `/w/${workspace}/${path}`
  const page = (prefix: string, path: string) => href(`/${prefix}/get/${encodePath(path)}`, { workspace })
  const runs = (row: { script_path: string; is_flow: boolean }) =>
    page(row.is_flow ? 'flows' : 'scripts', row.script_path)
  const base = (row: { path: string; summary?: string | null }) => ({
    path: row.path,
    summary: row.summary ?? '',
    made: isMade(row.path),
  })

  const [scripts, flows, apps, schedules, triggers] = await Promise.all([
    api.list(at('scripts/list'), scriptRow),
    api.list(at('flows/list'), flowRow),
    api.list(at('apps/list'), appRow),
    api.list(at('schedules/list'), scheduleRow),
    api.list(at('http_triggers/list'), triggerRow),
  ])
  return [
    ...scripts.map((row) => {
      const detail = row.kind === 'script' ? row.language : `${row.language}, ${row.kind}`
      return item('script', { ...base(row), detail, address: page('scripts', row.path), edited_at: row.created_at })
    }),
    ...flows.map((row) =>
      item('flow', { ...base(row), detail: '', address: page('flows', row.path), edited_at: row.edited_at }),
    ),
    ...apps.map((row) => {
      const prefix = row.raw_app ? 'apps_raw' : 'apps'
      return item('app', {
        ...base(row),
        detail: '',
        address: page(prefix, row.path),
        edited_at: row.edited_at ?? undefined,
      })
    }),
    ...schedules.map((row) =>
      item('schedule', {
        ...base(row),
        detail: `${row.schedule} ${row.timezone} → ${row.script_path}`,
        address: runs(row),
        edited_at: row.edited_at,
        disabled: !row.enabled,
      }),
    ),
    ...triggers.map((row) => {
      const route = row.workspaced_route ? `${workspace}/${row.route_path}` : row.route_path
      return item('trigger', {
        ...base(row),
        detail: `${row.http_method.toUpperCase()} /api/r/${route} → ${row.script_path}`,
        address: runs(row),
        edited_at: row.edited_at,
        disabled: row.mode === 'disabled',
      })
    }),
  ]
}

const item = (kind: Kind, rest: Omit<Item, 'kind'>): Item => ({ kind, ...rest })
