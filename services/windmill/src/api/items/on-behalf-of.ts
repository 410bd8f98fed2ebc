import type { Member } from '../../auth/index.ts'
import type { JsonObject } from '../../shared/json.ts'

/**
 * The options of a script or flow that is to run as somebody: as whoever deploys it, unless an admin asks to keep the
 * one that is named (Windmill's `preserve_on_behalf_of`).
 */
export function onBehalfOf(member: Member, options: JsonObject, preserve: boolean): JsonObject {
  const { on_behalf_of, on_behalf_of_email, ...rest } = options
  if (!on_behalf_of_email && !on_behalf_of) return rest
  if (preserve && member.is_admin) return options
  return { ...rest, on_behalf_of: `u/${member.username}`, on_behalf_of_email: member.email }
}
