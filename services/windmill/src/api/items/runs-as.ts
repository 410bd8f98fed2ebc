import type { Member } from '../../auth/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { members } from '../../store/index.ts'
import type { Windmill } from '../context.ts'

/** Whom jobs run as: a member (`u/ada`) or a group (`g/ops`), and the e-mail that goes with them. */
interface RunsAs {
  permissioned_as: string
  email: string
}

/**
 * Whom the jobs of a schedule or trigger run as: whoever saves it, unless an admin asks to keep somebody else (Windmill's
 * `preserve_permissioned_as`). Throws 400 for somebody who is not in the workspace.
 */
export function runsAs(
  { store }: Windmill,
  member: Member,
  wanted: { permissioned_as?: string | null; preserve_permissioned_as?: boolean | null },
): RunsAs {
  const { permissioned_as, preserve_permissioned_as } = wanted
  const own = { permissioned_as: `u/${member.username}`, email: member.email }
  if (!permissioned_as || !preserve_permissioned_as || !member.is_admin) return own
  if (permissioned_as === own.permissioned_as) return own
  const [kind, name = ''] = permissioned_as.split('/')
  if (kind === 'g') return { permissioned_as, email: `group-${name}@windmill.dev` }
  const { workspace_id } = member
  const other = members.getMemberByUsername.one(store.connection, { workspace_id, username: name })
  if (kind !== 'u' || !other)
    throw badRequest(`permissioned_as: ${permissioned_as} is not in the workspace ${workspace_id}`)
  return { permissioned_as, email: other.email }
}
