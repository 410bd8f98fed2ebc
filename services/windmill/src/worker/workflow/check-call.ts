import { notFoundAt } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { flows, scripts } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'
import type { WorkflowCall } from './status.ts'

/**
 * A workflow-as-code names what it calls while it runs, so it may call what the user that it runs as could run
 * themselves. Throws 404 for a script or flow that they may not read.
 */
export function checkCall(
  { store, auth }: WorkerContext,
  job: Job,
  { dispatch_type, script: path }: WorkflowCall,
): void {
  const { workspace_id } = job
  const isFlow = dispatch_type === 'flow'
  const there = isFlow
    ? flows.getFlow.one(store.connection, { workspace_id, path })
    : scripts.getLatestScript.one(store.connection, { workspace_id, path })
  const member = auth.memberAs(workspace_id, job.permissioned_as, job.email)
  if (!member || !auth.canRead(member, path, there?.extra_perms ?? {})) {
    throw notFoundAt(isFlow ? 'flow' : 'script', 'name', path)
  }
}
