/** A group of members. The group `all` has every member; none is listed. */
export interface Group {
  workspace_id: string
  name: string
  summary: string | null
  /** Who may change it: an owner ("u/ada") and whether. */
  extra_perms: Record<string, boolean>
  /** Usernames, sorted. */
  members: string[]
}

/** The columns of a group with its members; to be used as `FROM workspace_group AS grp`. */
export const GROUP_COLUMNS = `grp.workspace_id, grp.name, grp.summary, grp.extra_perms,
  (SELECT json_group_array(username ORDER BY username) FROM workspace_group_member AS member
   WHERE member.workspace_id = grp.workspace_id AND member.group_name = grp.name) AS members`

/** How the columns of a group are stored. */
export const GROUP_SHAPE = { json: ['extra_perms', 'members'] } as const
