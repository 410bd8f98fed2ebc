import type { Json, JsonObject } from './json.ts'
import type { FlowModuleValue, FlowStatus, FlowValue } from './openflow.ts'

/** What a job runs; the names are Windmill's. */
export type JobKind =
  | 'script'
  | 'preview'
  | 'flow'
  | 'flowpreview'
  /** A deployed script that runs as a flow of one step, because it is to be retried. */
  | 'singlestepflow'
  /** An iteration or a branch of another flow. */
  | 'flownode'
  /** An inline script of a deployed flow. */
  | 'flowscript'
  /** An inline script of an app. */
  | 'appscript'
  | 'identity'
  | 'noop'
  | 'aiagent'
  | 'dependencies'
  | 'flowdependencies'
  | 'appdependencies'

/** Kinds that have a flow value and a flow status; they hold no worker. */
export const FLOW_KINDS: readonly JobKind[] = ['flow', 'flowpreview', 'singlestepflow', 'flownode']

/** Whether a job is one of these. */
export const isFlowKind = (kind: JobKind): boolean => FLOW_KINDS.includes(kind)

/** What only some jobs carry. */
export interface JobOptions {
  /** Seconds for which the result may be used again for the same arguments. */
  cache_ttl?: number
  /** The script's preprocessor is to shape the arguments first; they hold the `event` it is given. */
  preprocess?: boolean
  /** Contents of scripts that are not deployed, by path (`raw_temp`). */
  temp_script_refs?: Record<string, string>
  lock?: string
  /** The name of what the CLI has bundled of the script (`raw_temp`), to be run in place of its code. */
  bundle?: string
  /** The flow that a step preview belongs to. */
  flow_path?: string
  /** The schedule's time for which the job was made, in milliseconds. */
  schedule_tick?: number
  /** The key of the call in a workflow-as-code that this job answers. */
  workflow_key?: string
  /** The steps that had been completed when an inline task was started. */
  workflow_steps?: Record<string, Json>
  /** The inline task of a workflow-as-code that this job runs: its script is run again, for this key only. */
  executing_key?: string
  is_failure_handler?: boolean
  /** The job is not run: it fails at once with this message. */
  pre_run_error?: string
  is_preprocessor?: boolean
  /** An agent step, with its tools. */
  agent?: Extract<FlowModuleValue, { type: 'aiagent' }>
  /** The flow under whose id the results of this flow's steps are kept; its own when absent. */
  result_scope?: string
  /** The outermost flow. */
  root_flow?: string
  concurrency_key?: string
  /** The end user of an app whose click started the job. */
  end_user_email?: string
  /** The conversation of a chat flow. */
  memory_id?: string
  dependencies?: JsonObject
  labels?: string[]
}

/** What is asked of the queue. Absent fields take the defaults that the comments name. */
export interface NewJob {
  /** A new id unless the caller chose one. */
  id?: string
  workspace_id: string
  kind: JobKind
  created_by: string
  permissioned_as: string
  email: string
  parent_job?: string
  /** The parent's root, or the parent, or none. */
  root_job?: string
  flow_step_id?: string
  script_path?: string
  script_hash?: string
  /** The function to call; `main`. */
  entrypoint?: string
  language?: string
  /** The language, or `flow`. */
  tag?: string
  args: JsonObject
  raw_code?: string
  raw_flow?: FlowValue
  options?: JobOptions
  timeout_s?: number
  same_worker?: boolean
  visible_to_owner?: boolean
  trigger_kind?: string
  trigger_path?: string
  /** Milliseconds; now. */
  scheduled_for?: number
  priority?: number
  flow_status?: FlowStatus
  workflow_as_code_status?: JsonObject
}

/** A job as it stands in the store: asked for, queued, remembered and ended, in one row. Times are milliseconds. */
export interface Job {
  id: string
  workspace_id: string
  kind: JobKind
  created_at: number
  created_by: string
  permissioned_as: string
  email: string
  parent_job: string | null
  root_job: string | null
  flow_step_id: string | null
  script_path: string | null
  script_hash: string | null
  entrypoint: string | null
  language: string | null
  tag: string
  args: JsonObject
  raw_code: string | null
  raw_flow: FlowValue | null
  options: JobOptions
  timeout_s: number | null
  same_worker: boolean
  visible_to_owner: boolean
  trigger_kind: string | null
  trigger_path: string | null
  /** Null once the job has ended. */
  scheduled_for: number | null
  priority: number | null
  running: boolean | null
  suspend: number | null
  suspend_until: number | null
  flow_status: FlowStatus | null
  workflow_as_code_status: JsonObject | null
  preprocessed_args: JsonObject | null
  progress: number | null
  started_at: number | null
  canceled_by: string | null
  canceled_reason: string | null
  /** Null until the job has ended. */
  completed_at: number | null
  success: boolean | null
  result: Json
  duration_ms: number | null
  is_skipped: boolean | null
  mem_peak: number | null
}

/** How a job ended. */
export interface JobEnd {
  success: boolean
  result: Json
  is_skipped?: boolean
  /** What a flow's end tells the flow around it: that it stopped early, and what its failure handler did. */
  stop_early?: { skip: boolean }
  error_handled?: boolean
  recovered?: boolean
  mem_peak?: number
  canceled_by?: string
  canceled_reason?: string
}
