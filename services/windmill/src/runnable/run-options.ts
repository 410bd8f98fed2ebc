import { z } from 'zod'
import type { NewJob } from '../shared/job.ts'
import { defined } from './deployed-options.ts'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
const count = z.coerce.number().int()

/** The query of a run (`RunJobQuery` of Windmill's API); what is not known is passed over. */
export const runQuerySchema = z.object({
  scheduled_for: z.iso.datetime({ offset: true }).optional(),
  scheduled_in_secs: count.optional(),
  parent_job: z.uuid().optional(),
  root_job: z.uuid().optional(),
  job_id: z.uuid().optional(),
  invisible_to_owner: flag.optional(),
  queue_limit: count.optional(),
  tag: z.string().min(1).optional(),
  timeout: count.positive().optional(),
  cache_ttl: count.nonnegative().optional(),
  skip_preprocessor: flag.optional(),
  memory_id: z.uuid().optional(),
  suspended_mode: flag.optional(),
  payload: z.string().optional(),
  raw: flag.optional(),
  wrap_body: flag.optional(),
  include_header: z.string().optional(),
  include_query: z.string().optional(),
})

export type RunQuery = z.infer<typeof runQuerySchema>

/** What the query of a run says about the job, above what the script or flow says of itself. */
export function applyRunQuery(job: NewJob, query: RunQuery, now: number): NewJob {
  const delay = query.scheduled_in_secs === undefined ? undefined : now + query.scheduled_in_secs * 1000
  const fields = defined({
    id: query.job_id,
    parent_job: query.parent_job,
    root_job: query.root_job,
    tag: query.tag,
    timeout_s: query.timeout,
    visible_to_owner: query.invisible_to_owner ? false : undefined,
    scheduled_for: query.scheduled_for === undefined ? delay : Date.parse(query.scheduled_for),
  })
  const options = defined({ cache_ttl: query.cache_ttl, memory_id: query.memory_id })
  const flow_status = job.flow_status &&
    query.memory_id !== undefined && { flow_status: { ...job.flow_status, memory_id: query.memory_id } }
  return { ...job, ...fields, ...flow_status, options: { ...job.options, ...options } }
}

/** The arguments that the query asks to take from headers and from itself. */
export function includedArgs(request: Request, query: RunQuery): Record<string, string> {
  const search = new URL(request.url).searchParams
  const included: Record<string, string> = {}
  for (const name of query.include_header?.split(',') ?? []) {
    const value = name && request.headers.get(name)
    if (value) included[name.toLowerCase().replaceAll('-', '_')] = value
  }
  for (const name of query.include_query?.split(',') ?? []) {
    const value = name && search.get(name)
    if (value !== null && name) included[name] = value as string
  }
  return included
}
