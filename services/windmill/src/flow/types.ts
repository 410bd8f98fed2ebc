/**
 * What the interpreter of flows takes in and gives back. It does nothing itself: the driver keeps the status of each
 * flow job, tells it what happened, and does what it asks for, all in one transaction.
 */
import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowModule, FlowStatus, FlowValue, ModuleStatus } from '../shared/openflow.ts'
import type { Evaluate } from './expressions/scope.ts'

/** An answer to an approval. */
export interface Resume {
  resume_id: number
  approver: string
  payload: Json
  approved: boolean
}

/** Who cancelled a job, and why. */
export interface Cancellation {
  by: string
  reason: string | null
}

/** A step's job has ended. */
export interface JobCompleted {
  type: 'job_completed'
  job: string
  /** Whether the job counts as a success; for a flow job, the `success` of its `complete`. */
  success: boolean
  result: Json
  /** Somebody cancelled it: a flow that fails because of that counts as cancelled too. */
  canceled?: Cancellation
  /** Not looked at: a skipped job is a success. */
  skipped?: boolean
  /** These three are handed on from the `complete` of a child flow as they are. */
  stop_early?: { skip: boolean } | null
  error_handled?: boolean
  recovered?: boolean
  /** The job ended for a reason that a retry cannot mend (its worker died). */
  unrecoverable?: boolean
  /** Milliseconds since the epoch, and milliseconds. */
  started_at?: number
  duration_ms?: number
}

export type FlowEvent =
  /** The flow job was claimed for the first time. */
  | { type: 'started' }
  /** A worker took the step's job up; nothing follows from it but what the status shows. */
  | { type: 'job_started'; job: string }
  | JobCompleted
  /** Someone answered; `job` is the job of the step that suspended. */
  | ({ type: 'resumed'; job: string } & Resume)
  /** The time given by `suspend` has come. */
  | { type: 'timer' }
  /** Someone cancelled the flow. */
  | { type: 'canceled'; canceler: string; reason: string | null }

export interface FlowContext {
  flow: FlowValue
  status: FlowStatus
  /** The flow's input. */
  args: JsonObject
  evaluate: Evaluate
  /** The result of a step that ended in this flow or one around it, the nearest first; undefined when there is none. */
  results(stepId: string): Json | undefined
  /** Result of a child job that has ended. */
  jobResult(jobId: string): Json
  /** What the loop under way goes over at an index: what was put aside by `keep_items`. */
  item(index: number): Json
  /** Arguments of a child job: a retry uses those of the attempt before. */
  jobArgs(jobId: string): JsonObject
  /** On `resumed` and `timer`: the answers recorded for the step job that the flow waits behind. */
  resumes: Resume[]
  /** What keeps a step's script or flow from being started: it is not deployed (any more). */
  absent?(module: FlowModule): string | undefined
  /** Answers that are there before the flow comes to wait, for a step that has just ended. */
  resumesOf?(step: ModuleStatus): Resume[]
  variable(path: string): string
  resource(path: string): Json
  flow_user_state(key: string): Json
  now(): number
  newJobId(): string
  /** From 0 to below 1. */
  random(): number
  /** True for an iteration, a branch or a sub-flow: a flow job that is a step's job in another flow. */
  isInner: boolean
  /** True when the flow, or the one around it, is a deployed one; false for a preview. */
  deployed?: boolean
  /** What a failure module and `skip_expr` may read. */
  flow_job_id?: string
  started_at?: string
  scheduled_for?: string
}

/** A job to start for a step. */
export interface ChildJob {
  id: string
  /** The id of the step in this flow. */
  step_id: string
  /**
   * What to run, as the executor needs it: rawscript, script, flow,
   * aiagent, or identity, whose result is args.previous_result.
   */
  module: FlowModule
  /** The flow of an iteration or branch. */
  flow?: FlowValue
  args: JsonObject
  /** Milliseconds since the epoch. */
  scheduled_for?: number
  timeout_s?: number
  cache_ttl?: number
  priority?: number
  /** For a step that is a flow: its flow_env, unless the flow has one. */
  flow_env?: JsonObject
  is_failure_handler?: boolean
  is_preprocessor?: boolean
  /** The job is not run: it fails at once with {error: {message: <this>, name: 'ExecutionErr'}}. */
  pre_run_error?: string
}

/** The flow has ended. What it says beside success and result goes into the parent's `job_completed`. */
export interface FlowCompleted {
  type: 'complete'
  success: boolean
  result: Json
  skipped?: boolean
  canceled?: Cancellation
  /** The flow stopped early: an enclosing branch or flow stops with it, an enclosing loop ends. */
  stop_early?: { skip: boolean }
  /** A failure module has dealt with the error: those of the flows around it do not run again. */
  error_handled?: boolean
  /** The flow counts as a success only because its failure module said {recover: true}. */
  recovered?: boolean
}

export type FlowAction =
  | { type: 'push'; job: ChildJob }
  | FlowCompleted
  /** Wait for answers: how many are still needed, and until when (milliseconds since the epoch). */
  | { type: 'suspend'; step_job: string; required_events: number; until: number }
  /** The preprocessor has shaped the input: these are the flow's args from here on. */
  | { type: 'set_args'; args: JsonObject }
  | { type: 'cancel_children'; reason: string }
  /** Put aside what the loop that has just begun goes over, in place of what was put aside before. */
  | { type: 'keep_items'; items: Json[] }

export interface Advance {
  status: FlowStatus
  actions: FlowAction[]
}
