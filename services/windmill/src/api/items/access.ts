import type { Member } from '../../auth/index.ts'
import { notAuthorized } from '../../shared/errors.ts'
import type { Windmill } from '../context.ts'

/** What has a path and permissions of its own. */
interface Item {
  path: string
  extra_perms: Record<string, boolean>
}

/** The item if the member may see it, else undefined, as if it were not there. */
export function seen<T extends Item>({ auth }: Windmill, member: Member, item: T | undefined): T | undefined {
  return item && auth.canRead(member, item.path, item.extra_perms) ? item : undefined
}

/** Those of the items that the member may see. */
export function seenOf<T extends Item>({ auth }: Windmill, member: Member, items: T[]): T[] {
  return items.filter((item) => auth.canRead(member, item.path, item.extra_perms))
}

/** Throws 401 for an operator, who may run things and not make them. `doing` as in "create scripts". */
export function refuseOperator(member: Member, doing: string): void {
  if (member.operator) throw notAuthorized(`Operators cannot ${doing} for security reasons`)
}
