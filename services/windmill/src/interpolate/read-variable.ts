import type { Auth, Member } from '../auth/index.ts'
import { notFound } from '../shared/errors.ts'
import type { System } from '../shared/system.ts'
import { type Store, variables } from '../store/index.ts'

/** What it takes to look into a workspace with somebody's rights. */
export interface ReadContext {
  store: Store
  auth: Auth
  system: System
}

/** A variable that the member may see, sealed as it is kept; 404 for any other, as if it were not there, and once expired. */
export function visibleVariable(
  { store, auth, system }: ReadContext,
  member: Member,
  path: string,
): variables.Variable {
  const { workspace_id } = member
  const variable = variables.getVariable.one(store.connection, { workspace_id, path, now: system.now() })
  if (!variable || !auth.canRead(member, path, variable.extra_perms)) throw notFound(`Variable ${path} not found`)
  return variable
}

/** The value of a variable, opened when it is secret. 404 as `visibleVariable`. */
export function readVariable(context: ReadContext, member: Member, path: string): string {
  const { value, is_secret } = visibleVariable(context, member, path)
  return is_secret ? context.auth.open(member.workspace_id, value) : value
}
