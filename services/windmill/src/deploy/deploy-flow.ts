import { badRequest, notFoundAt } from '../shared/errors.ts'
import type { JsonObject } from '../shared/json.ts'
import type { FlowValue } from '../shared/openflow.ts'
import { flows, schedules } from '../store/index.ts'
import { dependencyJob } from './dependency-request.ts'
import type { Deployer, Deployment } from './deployment.ts'
import { flowScripts } from './flow-scripts.ts'
import { followDeployment } from './follow-deployment.ts'
import { canLock } from './lock-languages.ts'

/** A version of a flow as somebody wants it. */
export interface NewFlow {
  path: string
  summary: string
  description: string
  value: FlowValue
  schema: JsonObject | null
  /** The fields that were set and that only some flows have. */
  options: JsonObject
  deployment_message?: string
}

/** Deploys a new flow. Throws 400 when there is a flow at its path, or a schedule that runs something else. */
export function createFlow(on: Deployment, by: Deployer, flow: NewFlow): void {
  const { store } = on
  store.transaction(() => {
    checkSchedule(on, by, flow.path)
    const inserted = flows.insertFlow.run(store.connection, {
      ...rowOf(on, by, flow),
      extra_perms: {},
      version_id: insertVersion(on, by, flow),
    })
    if (inserted === 0) throw badRequest(`Flow ${flow.path} already exists`)
    followDeployment(store, by.workspace_id, true, flow.path)
    queueLocks(on, by, flow)
  })
}

/**
 * Deploys a new version of the flow at `path`; another path in `flow` moves it there, with its history and with the
 * schedules and triggers that run it. Throws 404 when there is no flow, 400 when the new path is taken.
 */
export function updateFlow(on: Deployment, by: Deployer, path: string, flow: NewFlow): void {
  const { store } = on
  const { connection } = store
  const { workspace_id } = by
  store.transaction(() => {
    if (!flows.getFlow.one(connection, { workspace_id, path })) throw notFoundAt('Flow', 'name', path)
    checkSchedule(on, by, flow.path)
    if (flow.path !== path) {
      if (flows.getFlow.one(connection, { workspace_id, path: flow.path })) {
        throw badRequest(`Flow ${flow.path} already exists`)
      }
      flows.renameFlow.run(connection, { workspace_id, from: path, to: flow.path })
      flows.renameFlowVersions.run(connection, { workspace_id, from: path, to: flow.path })
    }
    flows.updateFlow.run(connection, { ...rowOf(on, by, flow), version_id: insertVersion(on, by, flow) })
    followDeployment(store, workspace_id, true, flow.path, path)
    queueLocks(on, by, flow)
  })
}

function rowOf({ system }: Deployment, { workspace_id, username }: Deployer, flow: NewFlow) {
  const { path, summary, description, options } = flow
  return { workspace_id, path, summary, description, options, edited_by: username, edited_at: system.now() }
}

function insertVersion({ store, system }: Deployment, by: Deployer, flow: NewFlow): number {
  return flows.insertFlowVersion.one(store.connection, {
    workspace_id: by.workspace_id,
    path: flow.path,
    value: flow.value,
    schema: flow.schema ?? undefined,
    created_by: by.username,
    created_at: system.now(),
    deployment_msg: flow.deployment_message,
  })!.id
}

/** The flow can run before its locks are made: they are for a real Windmill, and for whoever pulls. */
function queueLocks({ store, queue }: Deployment, by: Deployer, { path, value }: NewFlow): void {
  const unlocked = flowScripts(value).some(({ script }) => canLock(script.language) && script.lock === undefined)
  if (!unlocked) return
  const { workspace_id } = by
  const { version_id } = flows.getFlow.one(store.connection, { workspace_id, path })!
  const dependency_job = queue.push(dependencyJob(by, { of: 'flow', version_id }, path))
  flows.setFlowDependencyJob.run(store.connection, { workspace_id, path, dependency_job })
}

function checkSchedule({ store }: Deployment, { workspace_id }: Deployer, path: string): void {
  const schedule = schedules.getSchedule.one(store.connection, { workspace_id, path })
  if (!schedule || schedule.script_path === path) return
  throw badRequest(
    `A flow cannot have the same path as a schedule if the schedule does not trigger that same flow: ${path}`,
  )
}
