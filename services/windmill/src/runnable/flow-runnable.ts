import { notFound, notFoundAt } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import type { FlowValue } from '../shared/openflow.ts'
import { jobs, type Store } from '../store/index.ts'
import { defined, jobFieldsOf } from './deployed-options.ts'
import type { Runs } from './script-runnable.ts'

/** A deployed flow: its live version, or one by number. */
export type FlowRef = { path: string } | { version: number }

/**
 * The fields of a job that runs a deployed flow, without its first status. A flow's preprocessor belongs to events: it
 * is left out unless `withPreprocessor`. Throws `Not found: flow not found at name PATH`.
 */
export function flowRunnable(
  store: Store,
  workspace_id: string,
  ref: FlowRef,
  withPreprocessor = false,
): Partial<NewJob> & Runs & { raw_flow: FlowValue } {
  const flow = findFlow(store, workspace_id, ref)
  const { preprocessor_module, ...value } = flow.value
  const raw_flow = withPreprocessor && preprocessor_module ? { ...value, preprocessor_module } : value
  const fields = jobFieldsOf(flow.options, flow.edited_by)
  return {
    kind: 'flow',
    script_path: flow.path,
    script_hash: flow.version_id.toString(16).padStart(16, '0'),
    raw_flow,
    ...defined({ priority: value.priority }),
    ...fields,
    options: { ...defined({ cache_ttl: value.cache_ttl }), ...fields.options },
  }
}

/** Whether a flow shapes the events of webhooks and routes before its first step. */
export function flowHasPreprocessor(store: Store, workspace_id: string, ref: FlowRef): boolean {
  return findFlow(store, workspace_id, ref).value.preprocessor_module !== undefined
}

function findFlow(store: Store, workspace_id: string, ref: FlowRef) {
  if ('version' in ref) {
    const flow = jobs.getRunnableFlowVersion.one(store.connection, { workspace_id, version_id: ref.version })
    if (!flow) throw notFound(`flow version not found at name ${ref.version}`)
    return flow
  }
  const flow = jobs.getRunnableFlow.one(store.connection, { workspace_id, path: ref.path })
  if (!flow) throw notFoundAt('flow', 'name', ref.path)
  return flow
}
