import { isFlowKind } from '../shared/job.ts'
import { jobs, type Store } from '../store/index.ts'
import type { Needed } from './scopes.ts'

/** Addresses that start something, whatever their method; the first part that fits tells the kind of runnable. */
const RUNS: [prefix: RegExp, kind?: Needed['kind']][] = [
  [/^jobs\/(run|run_wait_result|run_and_stream)\/(f|fv)\//, 'flows'],
  [/^jobs\/(restart\/f|flow\/resume)\//, 'flows'],
  [/^jobs\/(run|run_wait_result|run_and_stream)\/(p|h)\//, 'scripts'],
  [/^jobs\/(run|run_wait_result|run_and_stream|run_inline)\//],
  [/^jobs\/resume\//],
  [/^apps_u\/(execute_component|upload_s3_file)\//],
]

/** Methods that change nothing. */
export const READS = ['GET', 'HEAD', 'OPTIONS']

/** Reads of one job by its id, with which a caller follows what it has started. */
const FOLLOWS =
  /^(jobs|jobs_u)\/(get|get_logs|get_args|get_flow|get_root_job_id|getupdate|getupdate_sse|completed\/\w+|result_by_id|resume_urls|wac_approval_urls|flow\/user_states)\/([0-9a-f-]{36})/

/** What a request needs a token with scopes to cover. `path` begins with `/api/`; undefined when it does not. */
export function neededFor(store: Store, method: string, path: string): Needed | undefined {
  const [, workspaceId, suffix] = /^\/api\/(?:w\/([^/]+)\/|mcp\/w\/[^/]+\/)?(.+)$/.exec(path) ?? []
  if (suffix === undefined) return undefined
  // A token that may only read gets the tools that only read: the MCP server sees to it.
  if (path.startsWith('/api/mcp/')) return { domain: 'mcp', action: 'read' }
  const domain = suffix.split('/', 1)[0]!.replace(/^(jobs|apps)_u$/, '$1')

  const run = RUNS.find(([prefix]) => prefix.test(suffix))
  if (run) return { domain, action: 'run', kind: run[1], path: runnablePath(store, workspaceId, suffix) }

  const action = READS.includes(method) ? 'read' : 'write'
  const followed = FOLLOWS.exec(suffix)?.[3]
  if (action === 'read' && followed) return { domain, action, follows: true, ...ranBy(store, followed) }
  return { domain, action, path: /\/([ufg]\/.+)$/.exec(suffix)?.[1] }
}

/** The path of what is to run; by way of the store when the address names a version. */
function runnablePath(store: Store, workspaceId: string | undefined, suffix: string): string | undefined {
  const [, by, name = ''] = /^\w+\/\w+\/(p|h|f|fv)\/(.+)$/.exec(suffix) ?? []
  if (by === 'p' || by === 'f') return name
  if (by === 'h' && workspaceId) {
    return jobs.getRunnableScriptByHash.one(store.connection, { workspace_id: workspaceId, hash: name })?.path
  }
  if (by === 'fv' && workspaceId) {
    const version_id = Number(name)
    return jobs.getRunnableFlowVersion.one(store.connection, { workspace_id: workspaceId, version_id })?.path
  }
  return /^apps_u\/\w+\/(.+)$/.exec(suffix)?.[1]
}

/** Which runnable a job belongs to: its own, or that of the flow or workflow that it is a part of. */
function ranBy(store: Store, jobId: string): Pick<Needed, 'kind' | 'path'> {
  const job = jobs.getJob.one(store.connection, { id: jobId })
  const root = job?.root_job ? (jobs.getJob.one(store.connection, { id: job.root_job }) ?? job) : job
  if (!root) return {}
  return { kind: isFlowKind(root.kind) ? 'flows' : 'scripts', path: root.script_path ?? undefined }
}
