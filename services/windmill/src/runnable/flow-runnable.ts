import { notFound, notFoundAt } from '../shared/errors.ts'
import type { FlowValue } from '../shared/openflow.ts'
import { jobs, type Store } from '../store/index.ts'
import { defined, jobFieldsOf } from './deployed-options.ts'
import type { RunnableFields } from './script-runnable.ts'

/** A deployed flow: its live version, or one by number. */
export type FlowRef = { path: string } | { version: number }

/**
 * The fields of a job that runs a deployed flow, without its first status. The flow's preprocessor is left out: it
 * belongs to events. Throws `Not found: flow not found at name PATH`.
 */
export function flowRunnable(
  store: Store,
  workspace_id: string,
  ref: FlowRef,
): RunnableFields & { raw_flow: FlowValue } {
  return fieldsOfFlow(findFlow(store, workspace_id, ref), false)
}

/** What a job of this flow is pushed with; `preprocess` has its preprocessor run before the first step. */
export function fieldsOfFlow(flow: jobs.RunnableFlow, preprocess: boolean): RunnableFields & { raw_flow: FlowValue } {
  const { preprocessor_module, ...value } = flow.value
  const fields = jobFieldsOf(flow.options, flow.edited_by)
  return {
    kind: 'flow',
    script_path: flow.path,
    script_hash: flow.version_id.toString(16).padStart(16, '0'),
    raw_flow: preprocess && preprocessor_module ? { ...value, preprocessor_module } : value,
    ...defined({ priority: value.priority }),
    ...fields,
    options: { ...defined({ cache_ttl: value.cache_ttl }), ...fields.options },
  }
}

/** Whether a flow shapes the events of webhooks and routes before its first step. */
export const flowHasPreprocessor = (flow: jobs.RunnableFlow): boolean => flow.value.preprocessor_module !== undefined

/** The deployed flow that is meant. Throws WindmillError `not_found`. */
export function findFlow(store: Store, workspace_id: string, ref: FlowRef): jobs.RunnableFlow {
  if ('version' in ref) {
    const flow = jobs.getRunnableFlowVersion.one(store.connection, { workspace_id, version_id: ref.version })
    if (!flow) throw notFound(`flow version not found at name ${ref.version}`)
    return flow
  }
  const flow = jobs.getRunnableFlow.one(store.connection, { workspace_id, path: ref.path })
  if (!flow) throw notFoundAt('flow', 'name', ref.path)
  return flow
}
