import { type Member, permissionedAs } from '../../auth/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { members } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import { folderDefault, mayDeployForOthers, type RunsAs } from './folder-default.ts'

/**
 * Whom the jobs of a schedule or trigger run as: whoever saves it, unless somebody who may deploy for others asks to keep
 * another (Windmill's `preserve_permissioned_as`), or makes one (`newPath`) where the folder says who runs it. Throws 400
 * for somebody who is not in the workspace.
 */
export function runsAs(
  windmill: Windmill,
  member: Member,
  wanted: { permissioned_as?: string | null; preserve_permissioned_as?: boolean | null },
  newPath?: string,
): RunsAs {
  const { permissioned_as, preserve_permissioned_as } = wanted
  const own = { permissioned_as: permissionedAs(member.username), email: member.email }
  if (!permissioned_as || !preserve_permissioned_as || !mayDeployForOthers(member)) {
    return (newPath && folderDefault(windmill, member, newPath)) || own
  }
  if (permissioned_as === own.permissioned_as) return own
  const [kind, name = ''] = permissioned_as.split('/')
  if (kind === 'g') return { permissioned_as, email: `group-${name}@windmill.dev` }
  const { workspace_id } = member
  const other = members.getMemberByUsername.one(windmill.store.connection, { workspace_id, username: name })
  if (kind !== 'u' || !other)
    throw badRequest(`permissioned_as: ${permissioned_as} is not in the workspace ${workspace_id}`)
  return { permissioned_as, email: other.email }
}
