/** A variable as stored. */
export interface Variable {
  workspace_id: string
  path: string
  /** Sealed when `is_secret`. */
  value: string
  is_secret: boolean
  description: string
  labels: string[] | null
  ws_specific: boolean
  extra_perms: Record<string, boolean>
  edited_by: string
  edited_at: number
  /** From then on (milliseconds) it is not there any more. */
  expires_at: number | null
  /** A resource has the same path; they go together. */
  is_linked: boolean
}

/** The columns of a variable; to be used after `FROM variable`. */
export const VARIABLE_COLUMNS = `variable.*, EXISTS (SELECT 1 FROM resource
  WHERE resource.workspace_id = variable.workspace_id AND resource.path = variable.path) AS is_linked`

/** How the columns of a variable are stored. */
export const VARIABLE_SHAPE = {
  json: ['labels', 'extra_perms'],
  bool: ['is_secret', 'ws_specific', 'is_linked'],
} as const
