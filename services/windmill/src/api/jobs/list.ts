import type { Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { listedJob } from '../../job-view/index.ts'
import { permissionedAs } from '../../runnable/index.ts'
import { badRequest } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import { memberOf, readQuery, type Windmill } from '../context.ts'
import { completedRow, queueRow } from './list-rows.ts'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const names = z.string().transform((text) => JSON.stringify(text.split(',')))
const object = z.string().refine(isObject, 'expected a JSON object')

function isObject(text: string): boolean {
  try {
    return text.trimStart().startsWith('{') && JSON.parse(text) !== null
  } catch {
    return false
  }
}

/** What the lists of jobs can be asked; the names are those of Windmill's API. */
const listQuery = z
  .object({
    page: z.coerce.number().int().min(0).optional(),
    per_page: z.coerce.number().int().min(1).max(10_000).optional(),
    job_kinds: names.optional(),
    script_path_exact: z.string().optional(),
    script_path_start: z.string().optional(),
    script_hash: z.string().optional(),
    created_by: z.string().optional(),
    parent_job: z.string().optional(),
    root_job: z.string().optional(),
    has_null_parent: flag.optional(),
    is_flow_step: flag.optional(),
    is_not_schedule: flag.optional(),
    schedule_path: z.string().optional(),
    trigger_kind: z.string().optional(),
    trigger_path: z.string().optional(),
    tag: z.string().optional(),
    label: z.string().optional(),
    args: object.optional(),
    result: object.optional(),
    created_after: time.optional(),
    created_before: time.optional(),
    started_after: time.optional(),
    started_before: time.optional(),
    completed_after: time.optional(),
    completed_before: time.optional(),
    running: flag.optional(),
    suspended: flag.optional(),
    scheduled_for_before_now: flag.optional(),
    success: flag.optional(),
    status: z.enum(['success', 'failure', 'canceled', 'skipped']).optional(),
    is_skipped: flag.optional(),
    include_args: flag.optional(),
  })
  .transform(({ args, result, ...query }) => ({ ...query, args_contain: args, result_contains: result }))

type ListQuery = z.infer<typeof listQuery>

/** The lists of jobs: those that have not ended before those that have, in pages of 30 unless told otherwise. */
export function addListRoutes(app: Hono, windmill: Windmill): void {
  const rows = (query: ListQuery, list: Job[]): JsonObject[] =>
    list.map((job) => listedJob(job, query.include_args === true))

  app.get('/list', (c) => {
    const { member, query } = asked(windmill, c)
    if (query.running && (query.success !== undefined || query.status)) {
      throw badRequest('cannot specify success/status with running')
    }
    const queued = endsOnly(query) ? [] : listQueued(windmill, member, query)
    const completed = query.running === undefined ? listCompleted(windmill, member, query) : []
    return c.json([...rows(query, queued), ...rows(query, completed)])
  })
  app.get('/queue/list', (c) => {
    const { member, query } = asked(windmill, c)
    return c.json(listQueued(windmill, member, query).map((job) => queueRow(job, query.include_args === true)))
  })
  app.get('/completed/list', (c) => {
    const { member, query } = asked(windmill, c)
    return c.json(listCompleted(windmill, member, query).map((job) => completedRow(job, query.include_args === true)))
  })
  app.get('/queue/list_filtered_uuids', (c) => {
    const { member, query } = asked(windmill, c)
    return c.json(listQueued(windmill, member, query).map((job) => job.id))
  })
}

function asked(windmill: Windmill, c: Parameters<typeof memberOf>[1]): { member: Member; query: ListQuery } {
  const member = memberOf(windmill, c)
  return { member, query: readQuery(c, listQuery) }
}

/** Whether what is asked for can only be true of a job that has ended. */
const endsOnly = (query: ListQuery) =>
  query.success !== undefined ||
  query.status !== undefined ||
  query.result_contains !== undefined ||
  query.is_skipped === true ||
  query.completed_before !== undefined ||
  query.completed_after !== undefined

/** Who asks, as far as it decides what they see, and where the page begins. */
function readerAndPage(member: Member, query: ListQuery) {
  const limit = query.per_page ?? 30
  const all = member.is_admin || member.is_super_admin
  return {
    workspace_id: member.workspace_id,
    viewer: all ? null : member.username,
    viewer_as: permissionedAs(member.username),
    groups: JSON.stringify(member.groups.map((group) => `g/${group}`)),
    reads_folders: JSON.stringify(member.folders_read),
    limit,
    offset: Math.max(0, (query.page ?? 1) - 1) * limit,
  }
}

function filterOf({ page, per_page, include_args, status, scheduled_for_before_now, ...filter }: ListQuery) {
  return filter
}

function listQueued({ store, system }: Windmill, member: Member, query: ListQuery): Job[] {
  const { success, is_skipped, result_contains, completed_after, completed_before, ...filter } = filterOf(query)
  const due_by = query.scheduled_for_before_now ? system.now() : undefined
  return jobs.listQueued.all(store.connection, { ...filter, ...readerAndPage(member, query), due_by })
}

function listCompleted({ store }: Windmill, member: Member, query: ListQuery): Job[] {
  const { running, suspended, ...filter } = filterOf(query)
  const { status } = query
  const state = status && {
    success: status === 'success' || status === 'skipped',
    is_skipped: status === 'skipped',
    canceled: status === 'canceled',
  }
  return jobs.listCompleted.all(store.connection, {
    ...filter,
    ...state,
    ...readerAndPage(member, query),
  })
}
