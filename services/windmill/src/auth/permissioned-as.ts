/**
 * Windmill's name for the rights of a user: `u/ada`; `g/ops` for the user `group-ops`, who is a job that runs as a group;
 * an e-mail, of a superadmin who is no member of the workspace, as it is. `Auth.memberAs` finds the member again.
 */
export function permissionedAs(username: string): string {
  if (username.includes('@')) return username
  return username.startsWith('group-') ? `g/${username.slice('group-'.length)}` : `u/${username}`
}
