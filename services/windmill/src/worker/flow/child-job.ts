import { type ChildJob, initialStatus } from '../../flow/index.ts'
import type { Job, JobOptions, NewJob } from '../../shared/job.ts'
import type { FlowValue } from '../../shared/openflow.ts'
import type { WorkerContext } from '../context.ts'
import { deployedFlow, deployedScript } from './deployed.ts'

/**
 * The job that a flow starts for one of its steps. A step that names a script or flow is bound to the version that is
 * live now; when there is none the job has no code, and its worker fails it with Windmill's words.
 */
export function childJob(worker: WorkerContext, parent: Job, flow: FlowValue, child: ChildJob): NewJob {
  const inherited: NewJob = {
    id: child.id,
    workspace_id: parent.workspace_id,
    kind: 'noop',
    created_by: parent.created_by,
    permissioned_as: parent.permissioned_as,
    email: parent.email,
    parent_job: parent.id,
    root_job: parent.root_job ?? parent.id,
    flow_step_id: child.step_id,
    args: child.args,
    scheduled_for: child.scheduled_for,
    timeout_s: child.timeout_s,
    priority: child.priority ?? parent.priority ?? undefined,
    same_worker: flow.same_worker ?? parent.same_worker,
    visible_to_owner: parent.visible_to_owner,
    options: {
      cache_ttl: child.cache_ttl,
      is_failure_handler: child.is_failure_handler,
      is_preprocessor: child.is_preprocessor,
      pre_run_error: child.pre_run_error,
      root_flow: parent.options.root_flow ?? parent.id,
      flow_path: parent.script_path ?? parent.options.flow_path,
      temp_script_refs: parent.options.temp_script_refs,
      end_user_email: parent.options.end_user_email,
      memory_id: parent.options.memory_id,
    },
  }
  return child.flow ? innerFlow(inherited, parent, child, child.flow) : stepJob(worker, inherited, parent, child)
}

/**
 * An iteration or a branch: a flow of its own. Only iterations
 * that run beside each other keep their steps' results apart.
 */
function innerFlow(base: NewJob, parent: Job, child: ChildJob, flow: FlowValue): NewJob {
  const { value } = child.module
  const runsBesideItself = value.type === 'forloopflow' && value.parallel === true
  const options: JobOptions = {
    ...base.options,
    result_scope: runsBesideItself ? child.id : (parent.options.result_scope ?? parent.id),
  }
  return { ...base, kind: 'flownode', raw_flow: flow, flow_status: initialStatus(flow), options }
}

function stepJob(worker: WorkerContext, base: NewJob, parent: Job, child: ChildJob): NewJob {
  const { value } = child.module
  switch (value.type) {
    case 'rawscript': {
      const path = value.path ?? (base.options?.flow_path ? `${base.options.flow_path}/${child.step_id}` : undefined)
      return {
        ...base,
        kind: parent.kind === 'flowpreview' ? 'preview' : 'flowscript',
        language: value.language,
        tag: value.tag,
        raw_code: value.content,
        script_path: path,
        entrypoint: entrypointOf(child),
        options: { ...base.options, lock: value.lock },
      }
    }
    case 'script':
      return { ...base, ...deployedScript(worker, base, value.path, value.hash), entrypoint: entrypointOf(child) }
    case 'flow':
      return { ...base, ...deployedFlow(worker, base, value.path, child.flow_env) }
    case 'aiagent':
      return { ...base, kind: 'aiagent', tag: 'flow', options: { ...base.options, agent: value } }
    default:
      return { ...base, kind: 'identity', tag: 'identity' }
  }
}

/** A preprocessor step calls the script's function of that name. */
const entrypointOf = (child: ChildJob): string | undefined => (child.is_preprocessor ? 'preprocessor' : undefined)
