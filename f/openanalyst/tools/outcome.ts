import { CodedError, type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'

/** What a tool made or found, and is about to run. */
export interface Ready {
  kind: 'script' | 'flow' | 'agent'
  path: string
  /** Whether it is new, has a new version, or was there as it is; null for what the tool did not make. */
  change: 'created' | 'changed' | 'unchanged' | null
}

/** A tool that could not go on, with what it was about to make or run. */
export interface Failed {
  ok: false
  path: string
  error: ErrorRecord
}

/** What a tool came to. */
export type ToolOutcome = ({ ok: true; result: unknown } & Ready) | Failed

/** What `work` answers, or what it threw as an outcome. `path` is what it is about. */
export async function attempt<T>(path: string, work: () => Promise<T>): Promise<T | Failed> {
  try {
    return await work()
  } catch (error) {
    return { ok: false, path, error: toErrorRecord(error) }
  }
}

/**
 * The outcome of running what is ready. `run` starts the job from within a `workflow`, which holds no worker while it
 * waits. A job that fails is `SCRIPT_FAILED` or `FLOW_FAILED`, with what the job's own error says.
 */
export async function outcomeOf(ready: Ready, run: () => PromiseLike<unknown>): Promise<ToolOutcome> {
  const { kind, path } = ready
  try {
    return { ok: true, ...ready, result: (await run()) ?? null }
  } catch (error) {
    if (isSuspension(error)) throw error
    const { code, message, details } = toErrorRecord(error)
    const step = details.step_id ? ` at the step ${String(details.step_id)}` : ''
    const own = new CodedError(
      kind === 'flow' ? 'FLOW_FAILED' : 'SCRIPT_FAILED',
      `The ${kind} ${path} failed${step}: ${message}`,
      { path, error: { code, message, details } },
    )
    return { ok: false, path, error: toErrorRecord(own) }
  }
}

/** Whether what was caught is how a workflow suspends itself; it has to go on up. */
export const isSuspension = (error: unknown): boolean => error instanceof Error && error.name === 'StepSuspend'
