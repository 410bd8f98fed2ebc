/**
 * OpenFlow: the format in which a flow is written, and the status that a running flow keeps. Both are Windmill's own
 * (its openflow.openapi.yaml and the `flow_status` of a job); what is optional there is optional here.
 */
import type { Json, JsonObject } from './json.ts'

export type InputTransform =
  | { type: 'static'; value?: Json }
  | { type: 'javascript'; expr: string }
  /** An argument of an agent's tool that the model fills in. */
  | { type: 'ai' }

export type InputTransforms = Record<string, InputTransform>

export interface FlowValue {
  modules: FlowModule[]
  failure_module?: FlowModule
  preprocessor_module?: FlowModule
  same_worker?: boolean
  skip_expr?: string
  early_return?: string
  cache_ttl?: number
  flow_env?: JsonObject
  priority?: number
  chat_input_enabled?: boolean
  concurrent_limit?: number
  concurrency_key?: string
  concurrency_time_window_s?: number
}

export interface StopAfterIf {
  expr: string
  skip_if_stopped?: boolean
  error_message?: string | null
}

export interface Retry {
  constant?: { attempts?: number; seconds?: number }
  exponential?: { attempts?: number; multiplier?: number; seconds?: number; random_factor?: number }
  retry_if?: { expr: string }
}

export interface Suspend {
  required_events?: number
  /** Seconds until nobody is waited for any more. */
  timeout?: number | InputTransform
  resume_form?: { schema?: JsonObject }
  user_auth_required?: boolean
  user_groups_required?: InputTransform
  self_approval_disabled?: boolean
  hide_cancel?: boolean
  continue_on_disapprove_timeout?: boolean
}

export interface FlowModule {
  id: string
  value: FlowModuleValue
  summary?: string
  stop_after_if?: StopAfterIf
  stop_after_all_iters_if?: StopAfterIf
  skip_if?: { expr: string }
  sleep?: InputTransform
  cache_ttl?: number
  timeout?: number | InputTransform
  delete_after_secs?: number
  mock?: { enabled: boolean; return_value?: Json }
  suspend?: Suspend
  continue_on_error?: boolean
  retry?: Retry
  priority?: number
}

export interface RawScriptValue {
  type: 'rawscript'
  content: string
  language: string
  input_transforms?: InputTransforms
  path?: string
  lock?: string
  tag?: string
}

export interface Branch {
  summary?: string
  modules: FlowModule[]
}

export type FlowModuleValue =
  | RawScriptValue
  | { type: 'script'; path: string; hash?: string; input_transforms?: InputTransforms; tag_override?: string }
  | { type: 'flow'; path: string; input_transforms?: InputTransforms }
  | {
      type: 'forloopflow'
      iterator: InputTransform
      modules: FlowModule[]
      skip_failures?: boolean
      parallel?: boolean
      parallelism?: number | InputTransform
      squash?: boolean
    }
  | { type: 'whileloopflow'; modules: FlowModule[]; skip_failures?: boolean; squash?: boolean }
  | { type: 'branchone'; branches: (Branch & { expr: string })[]; default: FlowModule[] }
  | { type: 'branchall'; branches: (Branch & { skip_failure?: boolean; parallel?: boolean })[]; parallel?: boolean }
  | { type: 'identity' }
  | { type: 'aiagent'; tools: AgentTool[]; input_transforms: InputTransforms; parallel?: boolean }

export interface AgentTool {
  id: string
  summary?: string
  value: { tool_type?: 'flowmodule' | 'mcp' | 'websearch' } & Record<string, unknown>
}

export type ModuleStatusType =
  | 'WaitingForPriorSteps'
  | 'WaitingForEvents'
  | 'WaitingForExecutor'
  | 'InProgress'
  | 'Success'
  | 'Failure'

/** Where one step of a running flow stands. */
export interface ModuleStatus {
  type: ModuleStatusType
  id: string
  /** The step's job; for a loop or branch-all, the last one started. */
  job?: string
  /** Events that are still needed (WaitingForEvents). */
  count?: number
  /** Iterations or branches that have ended (parallel loops and branches). */
  progress?: number
  /**
   * A loop: the current iteration (sequential) or how many have ended (parallel), and how long what it goes over is; that
   * itself is put aside, as in a Windmill of today (`flow_iterator_data`), and stands here only in statuses from before.
   */
  iterator?: { index: number; itered?: Json[]; itered_len?: number }
  while_loop?: boolean
  flow_jobs?: string[]
  flow_jobs_success?: (boolean | null)[]
  flow_jobs_duration?: { started_at: (string | null)[]; duration_ms: (number | null)[] }
  /** Of `flow_jobs`, those that failed and whose failure module answered `{recover: true}`; they count as successes in the end. */
  recovered_jobs?: string[]
  branch_chosen?: { type: 'default' } | { type: 'branch'; branch: number }
  branchall?: { branch: number; len: number }
  parallel?: boolean
  approvers?: { resume_id: number; approver: string }[]
  failed_retries?: string[]
  skipped?: boolean
  agent_actions?: JsonObject[]
}

/** What a running flow keeps between two of its events; the `flow_status` of its job. */
export interface FlowStatus {
  /** -1 while the preprocessor runs, then the index of the current step; the number of steps at the failure handler or the end. */
  step: number
  modules: ModuleStatus[]
  failure_module: ModuleStatus & { parent_module?: string }
  preprocessor_module: ModuleStatus | null
  cleanup_module: JsonObject
  /** Retries of the current step. */
  retry?: { fail_count: number; failed_jobs: string[] }
  user_states?: JsonObject
  /** Of a flow that goes on where another one stood. */
  restarted_from?: { flow_job_id: string; step_id: string; branch_or_iteration_n?: number }
  /** Who may answer the approval that the flow waits for. */
  approval_conditions?: { user_auth_required: boolean; user_groups_required: string[]; self_approval_disabled: boolean }
  memory_id?: string
  stream_job?: string
  chat_input_enabled?: boolean
}
