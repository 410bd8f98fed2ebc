import { setWorkflowCtx, WorkflowCtx } from 'windmill-client'

/** A call that a workflow makes: of a script or a flow, by its path. */
export interface WorkflowCall {
  path: string
  kind: 'script' | 'flow'
  args: Record<string, unknown>
  key: string
}

export interface Played {
  /** What `main` returned, or threw. */
  result?: unknown
  error?: Error & { code?: string; details?: Record<string, unknown> }
  /** Every call in the order in which it was made. */
  calls: WorkflowCall[]
  /** What every key came to. */
  checkpoint: Record<string, unknown>
  /** How often `main` was run. */
  rounds: number
}

export interface PlayOptions {
  /** What a call comes to; what it throws fails the call's job. */
  answer?: (call: WorkflowCall) => unknown
  /** Each round that ends with a step is thrown away once, as if the worker had died before its checkpoint. */
  crashes?: boolean
}

interface Dispatch {
  mode: 'sequential' | 'parallel' | 'inline_checkpoint'
  key?: string
  result?: unknown
  steps: { key: string; script: string; dispatch_type: 'script' | 'flow'; args: Record<string, unknown> }[]
}

/**
 * Plays a workflow-as-code in this process as Windmill does: `main` is run again from the start after each step and each
 * call, with what is in its checkpoint, until it is complete.
 */
export async function playWorkflow(main: () => unknown, { answer, crashes }: PlayOptions = {}): Promise<Played> {
  const checkpoint: Record<string, unknown> = {}
  const calls: WorkflowCall[] = []
  const crashed = new Set<string>()
  for (let rounds = 1; ; rounds += 1) {
    const context = new WorkflowCtx({ completed_steps: checkpoint })
    setWorkflowCtx(context)
    const ended = { calls, checkpoint, rounds }
    let dispatch: Dispatch
    const { log } = console
    console.log = (...line: unknown[]) => (/WAC/.test(String(line[0])) ? undefined : log(...line))
    try {
      const result = await main()
      return { ...ended, result }
    } catch (error) {
      if ((error as Error).name !== 'StepSuspend') return { ...ended, error: error as Error }
      dispatch = (error as { dispatchInfo: Dispatch }).dispatchInfo
    } finally {
      console.log = log
      setWorkflowCtx(null)
    }
    if (dispatch.mode === 'inline_checkpoint') {
      if (crashes && !crashed.has(dispatch.key!)) crashed.add(dispatch.key!)
      else checkpoint[dispatch.key!] = asJson(dispatch.result)
      continue
    }
    for (const { key, script, dispatch_type, args } of dispatch.steps) {
      const call: WorkflowCall = { path: script, kind: dispatch_type, args: asJson(args), key }
      calls.push(call)
      checkpoint[key] = await outcome(call, answer)
    }
  }
}

async function outcome(call: WorkflowCall, answer: PlayOptions['answer']): Promise<unknown> {
  if (!answer) throw new Error(`${call.path} was called, and nothing says what it comes to`)
  try {
    return asJson(await answer(call))
  } catch (thrown) {
    const { name, message, ...extra } = thrown as Error
    const error = { name, message, ...(Object.keys(extra).length > 0 && { extra }) }
    return { __wmill_error: true, message, step_key: call.key, result: { error } }
  }
}

const asJson = <T>(value: T): T => (value === undefined ? null : JSON.parse(JSON.stringify(value))) as T
