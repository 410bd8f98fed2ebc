import type { EvaluatedCase } from '../tape/index.ts'

/** What a job of run_agent is given, as it came: absent arguments are null. */
export interface RunArguments {
  run_id: string | null
  agent: string | null
  input: unknown
  session_id: string | null
  version: number | null
  parent_run_id: string | null
  /** The case that it is, of an evaluation of the user's. */
  evaluation: EvaluatedCase | null
}
