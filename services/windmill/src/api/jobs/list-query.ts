import { z } from 'zod'
import { type Member, permissionedAs } from '../../auth/index.ts'

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

/** A page holds no more, whatever is asked for; `wmill queues` asks for 100,000. */
const LARGEST_PAGE = 10_000

/** What the lists of jobs can be asked; the names are those of Windmill's API. */
export const listQuerySchema = z
  .object({
    page: z.coerce.number().int().min(0).optional(),
    per_page: z.coerce
      .number()
      .int()
      .min(1)
      .transform((wanted) => Math.min(wanted, LARGEST_PAGE))
      .optional(),
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

export type ListQuery = z.infer<typeof listQuerySchema>

/** Whether what is asked for can only be true of a job that has ended. */
export const isOfEnded = (query: ListQuery): boolean =>
  query.success !== undefined ||
  query.status !== undefined ||
  query.result_contains !== undefined ||
  query.is_skipped === true ||
  query.completed_before !== undefined ||
  query.completed_after !== undefined

/** Who asks, as far as it decides what they see, and where the page begins. */
export function readerAndPage(member: Member, { page, per_page: limit = 30 }: ListQuery) {
  return {
    workspace_id: member.workspace_id,
    viewer: member.is_admin || member.is_super_admin ? null : member.username,
    viewer_as: permissionedAs(member.username),
    groups: JSON.stringify(member.groups.map((group) => `g/${group}`)),
    reads_folders: JSON.stringify(member.folders_read),
    limit,
    offset: Math.max(0, (page ?? 1) - 1) * limit,
  }
}

/** How a job of a `status` ended. */
export function endOf(status: ListQuery['status']): { success?: boolean; is_skipped?: boolean; canceled?: boolean } {
  if (status === undefined) return {}
  return {
    success: status === 'success' || status === 'skipped',
    is_skipped: status === 'skipped',
    canceled: status === 'canceled',
  }
}
