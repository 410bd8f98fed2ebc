import { html } from 'hono/html'
import { z } from 'zod'
import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowStatus, FlowValue } from '../shared/openflow.ts'
import { href } from './context.ts'
import type { Html } from './layout.ts'

const jobFields = z.object({
  id: z.string(),
  job_kind: z.string(),
  script_path: z.string().optional(),
  created_by: z.string(),
  created_at: z.string(),
  scheduled_for: z.string().optional(),
  started_at: z.string().optional(),
  parent_job: z.string().optional(),
  canceled: z.boolean().optional(),
  schedule_path: z.string().optional(),
  running: z.boolean().optional(),
  suspend: z.number().optional(),
  completed_at: z.string().optional(),
  duration_ms: z.number().optional(),
  success: z.boolean().optional(),
  is_skipped: z.boolean().optional(),
  is_flow_step: z.boolean().optional(),
})

/** A job as the API lists it (seen of Windmill 1.788); fields that do not apply are absent. */
export const listedJob = z.preprocess(withoutNulls, jobFields)

/** A job with what it was given, ran and answered. */
export const wholeJob = z.preprocess(
  withoutNulls,
  jobFields.extend({
    workspace_id: z.string(),
    args: z.record(z.string(), z.json()).default({}),
    result: z.json().default(null),
    logs: z.string().default(''),
    language: z.string().optional(),
    raw_code: z.string().optional(),
    raw_flow: z.custom<FlowValue>().optional(),
    flow_status: z.custom<FlowStatus>().optional(),
    workflow_as_code_status: z.custom<JsonObject>().optional(),
    mem_peak: z.number().optional(),
    script_hash: z.string().optional(),
  }),
)

/** A job as lists show it. */
export type ListedJob = z.infer<typeof jobFields>
/** A job with what it was given, said and answered. */
export type WholeJob = z.infer<typeof wholeJob>

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value as Record<string, Json>).filter(([, each]) => each !== null))
}

/** Where a job stands, in a word that a style goes with. */
export type JobState =
  | 'waiting'
  | 'scheduled'
  | 'running'
  | 'suspended'
  | 'success'
  | 'failure'
  | 'canceled'
  | 'skipped'

const WORDS: Record<JobState, string> = {
  waiting: 'waiting',
  scheduled: 'scheduled',
  running: 'running',
  suspended: 'suspended',
  success: 'success',
  failure: 'failed',
  canceled: 'cancelled',
  skipped: 'skipped',
}

/** Where a job stands. `now` (milliseconds) tells what waits for its time from what waits for a worker. */
export function stateOf(job: ListedJob, now: number): JobState {
  if (job.success !== undefined) {
    if (job.canceled) return 'canceled'
    if (job.is_skipped) return 'skipped'
    return job.success ? 'success' : 'failure'
  }
  if (job.suspend) return 'suspended'
  if (job.running) return 'running'
  return job.scheduled_for && Date.parse(job.scheduled_for) > now + 1000 ? 'scheduled' : 'waiting'
}

/** Whether a job that is suspended waits for people: a workflow is suspended too while it waits for its calls, or for a time. */
export const asksPeople = ({ flow_status, workflow_as_code_status }: WholeJob): boolean =>
  flow_status !== undefined || workflow_as_code_status?._approval !== undefined

/** Whether a job in this state has ended. */
export const isOver = (state: JobState): boolean => ['success', 'failure', 'canceled', 'skipped'].includes(state)

/** A state as a coloured word. */
export const stateBadge = (state: JobState): Html => html`<span class="state ${state}">${WORDS[state]}</span>`

/** What a job runs, in words: its path, or that it runs what is not deployed. */
export const nameOf = (job: ListedJob): string => job.script_path ?? `${job.job_kind} without a path`

/** The page of a job. */
export const runAddress = (workspace: string, id: string): string => href(`/run/${id}`, { workspace })
