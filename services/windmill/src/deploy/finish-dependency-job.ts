import type { Queue } from '../queue/index.ts'
import { notFound, notSupported, WindmillError } from '../shared/errors.ts'
import type { Job } from '../shared/job.ts'
import type { Json, JsonObject } from '../shared/json.ts'
import type { FlowValue } from '../shared/openflow.ts'
import { apps, flows, type Store, scripts } from '../store/index.ts'
import { appScripts } from './app-scripts.ts'
import { type DependencyRequest, requestOf } from './dependency-request.ts'
import { flowScripts } from './flow-scripts.ts'
import { followDeployment } from './follow-deployment.ts'
import { canLock, hasLock } from './lock-languages.ts'
import { type PackageList, packageListOf } from './package-list.ts'

/**
 * Makes the lock of a script that stands at `path`, for the job's workspace, of the packages that it imports or of those
 * of a list; throws when the script or the list cannot be read.
 */
export type LockOf = (code: string, path: string, list?: PackageList) => string

/** What a job came to, and what of it is to be kept together with its end. */
interface Made {
  result: Json
  keep?: () => void
}

const STATUS = 'Successful lock file generation'

/**
 * Carries out a job that makes locks, and ends it. What is deployed gets its locks in the transaction of the job's end:
 * a script becomes runnable, a flow or an app has them when it is pulled. When that fails, the reason stands in the
 * job's result and in `lock_error_logs` of what was deployed. The results have the keys that the CLI reads (wire.jsonl,
 * "wmill generate-metadata").
 */
export function finishDependencyJob(on: { store: Store; queue: Queue }, job: Job, lockOf: LockOf): void {
  const { store, queue } = on
  const request = requestOf(job)
  try {
    const { result, keep } = make(store, job, request, lockOf)
    store.transaction(() => {
      if (queue.end(job.id, { success: true, result })) keep?.()
    })
  } catch (error) {
    const message = error instanceof WindmillError ? error.text : (error as Error).message
    store.transaction(() => {
      if (queue.end(job.id, { success: false, result: { error: { name: 'ExecutionErr', message } } })) {
        keepFailure(store, job, request, message)
      }
    })
  }
}

function make(store: Store, job: Job, request: DependencyRequest, lockOf: LockOf): Made {
  const { connection } = store
  const { workspace_id } = job
  const lock = (code: string, language: string, path: string): string => {
    if (!hasLock(language)) return ''
    if (!canLock(language))
      throw notSupported(`a lock for ${language}: the embedded Windmill makes those of TypeScript`)
    const raw = 'package_lists' in request ? request.package_lists : undefined
    return lockOf(code, path, packageListOf(store, workspace_id, { code, language }, raw))
  }
  switch (request.of) {
    case 'script': {
      const { hash } = request
      const script = scripts.getScriptByHash.one(connection, { workspace_id, hash })
      if (!script) throw notFound(`script ${hash} was deleted before its lock was made`)
      const made = lock(script.content, script.language, script.path)
      return {
        result: { lock: made, status: STATUS },
        keep: () => {
          scripts.setScriptLock.run(connection, { workspace_id, hash, lock: made })
          followDeployment(store, workspace_id, false, script.path)
        },
      }
    }
    case 'raw_scripts': {
      const wanted =
        request.scripts.find(({ script_path }) => script_path === request.entrypoint) ?? request.scripts[0]!
      return { result: { lock: lock(wanted.raw_code, wanted.language, wanted.script_path), status: STATUS } }
    }
    case 'raw_flow':
      return { result: lockedFlow(request.value, request.path, () => true, lock) }
    case 'flow': {
      const { version_id, anew = [] } = request
      const flow = flows.getFlowVersion.one(connection, { workspace_id, version_id })
      if (!flow) throw notFound(`flow version ${version_id} was deleted before its locks were made`)
      const result = lockedFlow(flow.value, flow.path, (id) => anew.includes(id), lock)
      const value = result.updated_flow_value as JsonObject
      return { result, keep: () => void flows.setFlowVersionValue.run(connection, { version_id, value }) }
    }
    case 'app':
      return lockedApp(store, workspace_id, request.version_id, lock)
  }
}

type Lock = (code: string, language: string, path: string) => string

/** The flow with the locks of its inline scripts: those that are missing, and those that are wanted anew. */
function lockedFlow(value: FlowValue, path: string, isAnew: (id: string) => boolean, lock: Lock): JsonObject {
  const updated = structuredClone(value)
  const unlocked = flowScripts(updated).filter(({ id, script }) => isAnew(id) || script.lock === undefined)
  for (const { id, script } of unlocked) {
    script.lock = lock(script.content, script.language, script.path ?? `${path}/${id}`)
  }
  return {
    status: STATUS,
    modified_ids: unlocked.map(({ id }) => id),
    updated_flow_value: updated as unknown as JsonObject,
  }
}

function lockedApp(store: Store, workspace_id: string, version_id: number, lock: Lock): Made {
  const { connection } = store
  const app = apps.getAppVersion.one(connection, { workspace_id, version_id })
  if (!app) throw notFound(`app version ${version_id} was deleted before its locks were made`)
  const value = structuredClone(app.value)
  for (const { runnable, script } of appScripts(value)) {
    script.lock ??= lock(script.content, script.language, `${app.path}/${runnable}`)
  }
  return {
    result: { status: STATUS },
    keep: () => {
      apps.setAppVersionValue.run(connection, { version_id, value })
      const locks = appScripts(value).map(({ script }) => script.lock as string)
      for (const [index, { id }] of apps.appScriptsOf.all(connection, { version_id }).entries()) {
        apps.setAppScriptLock.run(connection, { id, lock: locks[index]! })
      }
    },
  }
}

function keepFailure(store: Store, { workspace_id }: Job, request: DependencyRequest, lock_error_logs: string): void {
  const { connection } = store
  if (request.of === 'script') {
    scripts.setScriptLock.run(connection, { workspace_id, hash: request.hash, lock: undefined, lock_error_logs })
  }
  if (request.of === 'flow') {
    flows.setFlowLockError.run(connection, { version_id: request.version_id, lock_error_logs })
  }
}
