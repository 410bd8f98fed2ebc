import type { Member } from '../../auth/index.ts'
import { flowSteps } from '../../deploy/index.ts'
import { badRequest, notFoundAt } from '../../shared/errors.ts'
import type { FlowValue } from '../../shared/openflow.ts'
import { flows, folders, scripts } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import { seen } from './access.ts'

/** A script or flow that something else is to start. */
interface Started {
  script_path: string
  is_flow: boolean
  /** The version of the script, when it is to be that one. */
  hash?: string
}

/**
 * Throws 404 when the script or flow that a schedule or trigger is to start lies where the member may not look. One that
 * does not exist yet is no fault (a repository is pushed in no particular order), unless its place is closed to them now.
 */
export function checkRunnable(windmill: Windmill, member: Member, started: Started): void {
  const there = find(windmill, member, started)
  const isSeen = there ? seen(windmill, member, there) !== undefined : isOpen(windmill, member, started.script_path)
  if (!isSeen) throw absent(started, there?.path ?? started.script_path)
}

/** Whether the member could read something that is to come at a path; a folder that is not there yet is open. */
function isOpen({ auth, store }: Windmill, member: Member, path: string): boolean {
  const [kind, name = ''] = path.split('/')
  const { workspace_id } = member
  if (kind === 'f' && !folders.getFolder.one(store.connection, { workspace_id, name })) return true
  return auth.canRead(member, path, {})
}

/**
 * As `checkRunnable`, for every script and flow that the steps of a flow name. A flow's steps run without a look at who
 * started it, so whoever writes a flow has to be allowed to see what it starts, even when that is not there yet.
 */
export function checkSteps(windmill: Windmill, member: Member, flow: FlowValue): void {
  for (const { value } of stepsIn(flow)) {
    if (value.type !== 'script' && value.type !== 'flow') continue
    const { path: script_path } = value
    if (!script_path || script_path.startsWith('hub/')) continue
    const started = {
      script_path,
      is_flow: value.type === 'flow',
      hash: value.type === 'script' ? value.hash : undefined,
    }
    const { path, extra_perms } = find(windmill, member, started) ?? { path: script_path, extra_perms: {} }
    if (!windmill.auth.canRead(member, path, extra_perms)) throw absent(started, path)
  }
}

function find({ store }: Windmill, { workspace_id }: Member, { script_path: path, is_flow, hash }: Started) {
  if (is_flow) return flows.getFlow.one(store.connection, { workspace_id, path })
  return hash
    ? scripts.getScriptByHash.one(store.connection, { workspace_id, hash })
    : scripts.getLatestScript.one(store.connection, { workspace_id, path })
}

const absent = ({ is_flow }: Started, path: string) => notFoundAt(is_flow ? 'flow' : 'script', 'name', path)

function stepsIn(flow: FlowValue) {
  try {
    return flowSteps(flow)
  } catch (error) {
    if (error instanceof RangeError) throw badRequest('value: nested too deeply')
    throw error
  }
}
