import type { JsonSchema } from '../../lib/json_schema.ts'
import type { Target } from '../closure/index.ts'
import type { RunIdentity } from '../loop/begun.ts'

/** What the flow `guarded_call` is given: what a person is asked, and the call to make then. */
export interface GuardedCall {
  /** The idempotency key of the call. */
  id: string
  /** TURN.NUMBER, or `input` and `output` of a run. */
  place: string
  tool: string
  arguments: Record<string, unknown>
  /** What the arguments must fit, those that a person changed too. */
  parameters: JsonSchema
  /** Why a person is asked. */
  reason: string
  /** Null when nothing is called afterwards: then the arguments are the answer. */
  target: Target | null
  input: unknown
  run: RunIdentity
}
