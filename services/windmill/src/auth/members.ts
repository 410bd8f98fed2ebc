import { accounts, folders, groups, instance, members, type Store } from '../store/index.ts'
import type { Identity, Member } from './identity.ts'
import { named } from './permissions.ts'

/** The group that everybody belongs to. */
export const EVERYBODY = 'all'

/** How many members are remembered; one of some KiB. */
const REMEMBERED = 1000

/**
 * Finds out who is who in a workspace. What was found is remembered until anything that it depends on changes.
 * `version` is the state of the access tables where the caller has just read it.
 */
export interface Members {
  /**
   * The member whom an identity is in a workspace; undefined when
   * it does not belong there. A superadmin belongs everywhere.
   */
  of(workspaceId: string, identity: Identity, version?: string): Member | undefined
  /**
   * The member as whom a job runs: `u/ada` (a member), `g/ops` (a group, with the e-mail of who started the job), or the
   * e-mail of a superadmin. Undefined when there is none any more.
   */
  as(
    workspaceId: string,
    permissionedAs: string,
    email: string,
    token: Identity['token'],
    version?: string,
  ): Member | undefined
}

/** Members are looked up once for each state of the access tables, which each change of them makes anew. */
export function createMembers(store: Store): Members {
  let known = ''
  const found = new Map<string, Member | undefined>()
  const current = () => instance.getAccessVersion.one(store.connection, undefined)?.version ?? ''
  const remember = (
    key: string[],
    version: string,
    token: Identity['token'],
    find: () => Member | undefined,
  ): Member | undefined => {
    if (version !== known || found.size >= REMEMBERED) found.clear()
    known = version
    const name = JSON.stringify(key)
    if (!found.has(name)) found.set(name, find())
    const member = found.get(name)
    return member && { ...member, token }
  }
  return {
    of: (workspaceId, identity, version = current()) =>
      remember(['of', workspaceId, identity.email], version, identity.token, () =>
        memberOf(store, workspaceId, identity),
      ),
    as: (workspaceId, permissionedAs, email, token, version = current()) =>
      remember(['as', workspaceId, permissionedAs, email], version, token, () =>
        memberAs(store, workspaceId, permissionedAs, email, token),
      ),
  }
}

function memberOf(store: Store, workspaceId: string, identity: Identity): Member | undefined {
  const row = members.getMember.one(store.connection, { workspace_id: workspaceId, email: identity.email })
  if (row && (!row.disabled || identity.is_super_admin)) {
    const { username, is_admin, operator, created_at } = row
    return within(store, workspaceId, { ...identity, username }, { is_admin, operator, created_at, non_member: false })
  }
  if (!identity.is_super_admin) return undefined
  const outside = { is_admin: true, operator: false, created_at: 0, non_member: true }
  return within(store, workspaceId, { ...identity, username: identity.email }, outside)
}

function memberAs(
  store: Store,
  workspaceId: string,
  permissionedAs: string,
  email: string,
  token: Identity['token'],
): Member | undefined {
  const { connection } = store
  if (permissionedAs.startsWith('g/')) {
    const group = permissionedAs.slice(2)
    const identity = { email, username: `group-${group}`, name: null, is_super_admin: false, token }
    const inside = { is_admin: false, operator: false, created_at: 0, non_member: false }
    return within(store, workspaceId, identity, inside, [group])
  }
  const row = permissionedAs.startsWith('u/')
    ? members.getMemberByUsername.one(connection, { workspace_id: workspaceId, username: permissionedAs.slice(2) })
    : { email: permissionedAs }
  if (!row) return undefined
  const account = accounts.getAccount.one(connection, { email: row.email })
  return memberOf(store, workspaceId, {
    email: row.email,
    username: account?.username ?? row.email,
    name: account?.name ?? null,
    is_super_admin: account?.super_admin ?? false,
    token,
  })
}

function within(
  store: Store,
  workspaceId: string,
  identity: Identity,
  standing: Pick<Member, 'is_admin' | 'operator' | 'created_at' | 'non_member'>,
  only?: string[],
): Member {
  const { connection } = store
  const belongs = () =>
    groups.groupsOf
      .all(connection, { workspace_id: workspaceId, username: identity.username })
      .map((row) => row.group_name)
  const member: Member = {
    ...identity,
    ...standing,
    is_admin: standing.is_admin || identity.is_super_admin,
    workspace_id: workspaceId,
    groups: only ?? (standing.non_member ? [] : [EVERYBODY, ...belongs()]),
    folders_read: [],
    folders: [],
    folders_owners: [],
  }
  for (const folder of folders.listFolders.all(connection, { workspace_id: workspaceId })) {
    const owner = named(member, Object.fromEntries(folder.owners.map((each) => [each, true])), true)
    const write = owner || named(member, folder.extra_perms, true)
    if (owner) member.folders_owners.push(folder.name)
    if (write) member.folders.push(folder.name)
    if (write || named(member, folder.extra_perms, false)) member.folders_read.push(folder.name)
  }
  return member
}
