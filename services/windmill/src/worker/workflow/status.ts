import type { Json, JsonObject } from '../../shared/json.ts'

/** What a workflow-as-code remembers between two of its runs; the shape is Windmill's (group `wac/` of the cases). */
export interface WorkflowStatus {
  _checkpoint: Checkpoint
  /** The approval that the workflow waits for. */
  _approval?: Approval
}

export interface Checkpoint {
  /** Of the code that made the checkpoint. */
  source_hash?: string
  completed_steps: Record<string, Json>
  pending_steps?: PendingSteps | null
  input_args?: JsonObject
}

export interface PendingSteps {
  mode: string
  keys: string[]
  /** The job that answers each key; for a sleep and an approval there is none. */
  job_ids: Record<string, string>
}

export interface Approval {
  key: string
  /** Milliseconds since the epoch. */
  until: number
  form?: Json
  self_approval_disabled?: boolean
  description?: Json
}

/** A call that a workflow wants made. */
export interface WorkflowCall {
  name: string
  script: string
  args: JsonObject
  key: string
  dispatch_type: 'inline' | 'script' | 'flow'
  timeout?: number
  tag?: string
  cache_ttl?: number
  priority?: number
}

/** What one run of a workflow comes to. */
export type WorkflowOutput =
  | { type: 'complete'; result: Json }
  | { type: 'dispatch'; mode: string; steps: WorkflowCall[] }
  | { type: 'inline_checkpoint'; key: string; result: Json }
  | { type: 'sleep'; key: string; seconds: number }
  | {
      type: 'approval'
      key: string
      timeout?: number
      form?: Json
      self_approval_disabled?: boolean
      description?: Json
    }

/** A workflow-as-code that has done nothing yet. */
export const emptyStatus = (): WorkflowStatus => ({ _checkpoint: { completed_steps: {} } })
