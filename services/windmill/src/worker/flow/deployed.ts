import { initialStatus } from '../../flow/index.ts'
import { flowRunnable, scriptRunnable } from '../../runnable/index.ts'
import { WindmillError } from '../../shared/errors.ts'
import type { NewJob } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { FlowModule } from '../../shared/openflow.ts'
import type { WorkerContext } from '../context.ts'

/** What of a step's job comes from the deployed script that it names: its live version, or the one of `hash`. */
export function deployedScript(worker: WorkerContext, base: NewJob, path: string, hash?: string): Partial<NewJob> {
  const runnable = scriptRunnable(worker.store, base.workspace_id, hash ? { hash } : { path })
  return within(base, runnable)
}

/** What of a step's job comes from the deployed flow that it names. */
export function deployedFlow(
  worker: WorkerContext,
  base: NewJob,
  path: string,
  flow_env?: JsonObject,
): Partial<NewJob> {
  const runnable = flowRunnable(worker.store, base.workspace_id, { path })
  // A sub-flow's steps see each other by id; from outside, only its result is seen.
  const options = { ...base.options, flow_path: path }
  const raw_flow = { ...runnable.raw_flow, flow_env: runnable.raw_flow.flow_env ?? flow_env }
  return within({ ...base, options }, { ...runnable, raw_flow, flow_status: initialStatus(raw_flow) })
}

/** Says that the script or flow which a step names is not there; undefined when it is, or the step names none. */
export function absentTarget({ store }: WorkerContext, workspaceId: string, { value }: FlowModule): string | undefined {
  try {
    if (value.type === 'script')
      scriptRunnable(store, workspaceId, value.hash ? { hash: value.hash } : { path: value.path })
    if (value.type === 'flow') flowRunnable(store, workspaceId, { path: value.path })
    return undefined
  } catch (error) {
    if (error instanceof WindmillError) return error.text
    throw error
  }
}

/** What the step asks for stands above what the script or flow says of itself. */
function within(base: NewJob, runnable: Partial<NewJob>): Partial<NewJob> {
  return {
    ...runnable,
    timeout_s: base.timeout_s ?? runnable.timeout_s,
    priority: base.priority ?? runnable.priority,
    options: {
      ...runnable.options,
      ...base.options,
      cache_ttl: base.options?.cache_ttl ?? runnable.options?.cache_ttl,
    },
  }
}
