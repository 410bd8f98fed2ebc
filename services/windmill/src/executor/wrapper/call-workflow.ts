import { positional } from './arguments.ts'
import type { Answer, JobMessage } from './messages.ts'

/** What windmill-client exports for whoever runs a workflow (its dist/client.mjs, Apache-2.0). */
interface Client {
  WorkflowCtx: new (checkpoint: Record<string, unknown>) => WorkflowContext
  setWorkflowCtx(context: WorkflowContext | null): void
  StepSuspend: new (dispatchInfo: Dispatch) => Error & { dispatchInfo?: Dispatch }
}

interface WorkflowContext {
  /** Calls of tasks that were never awaited. */
  _flushPending(): unknown[]
  /** The suspension that the body caught and swallowed, if it did. */
  _takePendingSuspend?(): { dispatchInfo?: Dispatch } | null
  /** The failure of the one task that this job runs, if the body caught it. */
  _takePendingStepFailure?(): { error: unknown } | null
  _warnUnobservedTaskFailures?(): void
}

type Dispatch = Record<string, unknown> & { mode?: string; steps?: unknown[] }
type WorkflowFunction = ((...args: unknown[]) => unknown) & { _is_workflow?: boolean }

/**
 * Runs a workflow-as-code from its checkpoint until it asks for something that the server has to do, or ends. The client
 * throws a suspension to say what it wants; a body that swallows it is overruled. The answers are those that Windmill's
 * own wrapper gives: complete, dispatch, inline_checkpoint, approval, sleep.
 */
export async function callWorkflow(script: Record<string, unknown>, job: JobMessage): Promise<Answer> {
  const client = script.__client as Client
  const body = findWorkflow(script)
  const context = new client.WorkflowCtx(job.workflow ?? {})
  client.setWorkflowCtx(context)
  try {
    const result = await body(...(job.spread ? Object.values(job.args) : positional(job)))
    const failure = context._takePendingStepFailure?.()
    if (failure) throw failure.error
    const swallowed = context._takePendingSuspend?.()
    if (swallowed) return suspended(swallowed.dispatchInfo ?? {})
    const forgotten = context._flushPending()
    if (forgotten.length > 0) return dispatch(forgotten.length > 1 ? 'parallel' : 'sequential', forgotten)
    context._warnUnobservedTaskFailures?.()
    return complete(result)
  } catch (thrown) {
    const failure = context._takePendingStepFailure?.()
    if (failure) throw failure.error
    if (!isSuspension(thrown, client)) throw thrown
    return suspended((thrown as { dispatchInfo?: Dispatch }).dispatchInfo ?? {})
  } finally {
    client.setWorkflowCtx(null)
  }
}

/** The default export, or whichever export was wrapped in `workflow(…)`. */
function findWorkflow(script: Record<string, unknown>): WorkflowFunction {
  const exports = [script.default, ...Object.values(script)] as (WorkflowFunction | undefined)[]
  const found = exports.find((value) => typeof value === 'function' && value._is_workflow)
  if (!found) throw new Error('No workflow() entrypoint found. Wrap your main function with workflow().')
  return found
}

function isSuspension(thrown: unknown, client: Client): boolean {
  return thrown instanceof client.StepSuspend || (thrown as { name?: unknown } | null)?.name === 'StepSuspend'
}

function suspended(asked: Dispatch): Answer {
  const { mode, steps, ...rest } = asked
  switch (mode) {
    case 'step_complete':
      return complete(rest.result)
    case 'inline_checkpoint':
      return { type: 'workflow', output: { type: mode, ...rest, result: rest.result ?? null } }
    case 'approval':
    case 'sleep':
      return { type: 'workflow', output: { type: mode, ...rest } }
    default:
      return dispatch(mode ?? 'sequential', steps ?? [])
  }
}

const dispatch = (mode: string, steps: unknown[]): Answer => ({
  type: 'workflow',
  output: { type: 'dispatch', mode, steps },
})

function complete(result: unknown): Answer {
  console.log('\n--- WAC: complete ---')
  return { type: 'workflow', output: { type: 'complete', result: result ?? null } }
}
