import type { Member } from '../../auth/index.ts'
import { notFoundAt } from '../../shared/errors.ts'
import { flows, scripts } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import { seen } from './access.ts'

/**
 * Throws 404 when the script or flow that a schedule or trigger is to start lies where the member may not look. One that
 * does not exist yet is no fault: a repository is pushed in no particular order.
 */
export function checkRunnable(
  windmill: Windmill,
  member: Member,
  { script_path: path, is_flow }: { script_path: string; is_flow: boolean },
): void {
  const { connection } = windmill.store
  const { workspace_id } = member
  const there = is_flow
    ? flows.getFlow.one(connection, { workspace_id, path })
    : scripts.getLatestScript.one(connection, { workspace_id, path })
  if (there && !seen(windmill, member, there)) throw notFoundAt(is_flow ? 'flow' : 'script', 'name', path)
}
