import { type Member, permissionedAs } from '../../auth/index.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { Windmill } from '../context.ts'
import { folderDefault, mayDeployForOthers } from './folder-default.ts'

/** How a script or flow is deployed. */
interface Deployed {
  path: string
  /** There was nothing at the path: what its folder says applies. */
  isNew: boolean
  /** Keep the one that is named (Windmill's `preserve_on_behalf_of`). */
  preserve: boolean
}

/**
 * The options of a script or flow that is to run as somebody: as whoever deploys it, unless somebody who may deploy for
 * others asks to keep the one that is named, or puts something new where the folder says who runs it.
 */
export function onBehalfOf(windmill: Windmill, member: Member, options: JsonObject, deployed: Deployed): JsonObject {
  const { on_behalf_of, on_behalf_of_email, ...rest } = options
  const isNamed = Boolean(on_behalf_of_email || on_behalf_of)
  if (isNamed && deployed.preserve && mayDeployForOthers(member)) return options
  const byFolder = deployed.isNew ? folderDefault(windmill, member, deployed.path) : undefined
  if (byFolder) return { ...rest, on_behalf_of: byFolder.permissioned_as, on_behalf_of_email: byFolder.email }
  return isNamed ? { ...rest, on_behalf_of: permissionedAs(member.username), on_behalf_of_email: member.email } : rest
}
