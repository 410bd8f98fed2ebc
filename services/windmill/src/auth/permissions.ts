/**
 * Who may see and change what, as Windmill has it. What lies below `u/ada/` is Ada's; what lies below `f/team/` is for
 * whom the folder names, to read or to write; and an item may name more of them itself. An owner is a member (`u/ada`)
 * or a group (`g/ops`, `g/all`); true beside it means to write, false to read only. Admins may do everything.
 */
import type { Member } from './identity.ts'

/** Whether the permissions name the member or one of their groups, to read (or, with `write`, to write). */
export function named(member: Member, extraPerms: Record<string, boolean>, write: boolean): boolean {
  const owners = [`u/${member.username}`, ...member.groups.map((group) => `g/${group}`)]
  return owners.some((owner) => (write ? extraPerms[owner] === true : extraPerms[owner] !== undefined))
}

/** Whether the member may see what lies at a path. */
export const canRead = (member: Member, path: string, extraPerms: Record<string, boolean>): boolean =>
  member.is_admin || lies(member, path, member.folders_read) || named(member, extraPerms, false)

/** Whether the member may change what lies at a path, or put something there. */
export const canWrite = (member: Member, path: string, extraPerms: Record<string, boolean>): boolean =>
  member.is_admin || lies(member, path, member.folders) || named(member, extraPerms, true)

/** Whether a path is the member's to give permissions for: their own, or in a folder that they own. */
export const owns = (member: Member, path: string): boolean =>
  member.is_admin || lies(member, path, member.folders_owners)

function lies(member: Member, path: string, folders: string[]): boolean {
  const [kind, name = ''] = path.split('/')
  if (kind === 'u') return name === member.username
  if (kind === 'g') return member.groups.includes(name)
  return kind === 'f' && folders.includes(name)
}
