/** Who calls: the owner of a valid token. */
export interface Identity {
  email: string
  username: string
  name: string | null
  is_super_admin: boolean
  /** The token they came with. */
  token: {
    label: string | null
    /** Set for the token of a job, which ends with the job. */
    job_id?: string
    /** The one workspace that the token is good for; any when absent. */
    workspace_id?: string
    /** What the token is limited to (`jobs:run:scripts:f/a/b`, `mcp:all`, …); anything when absent. */
    scopes?: string[]
    /** The token may not change or run anything. */
    read_only?: boolean
    expires_at?: number
  }
}

/** An identity within a workspace that it belongs to. */
export interface Member extends Identity {
  workspace_id: string
  is_admin: boolean
  operator: boolean
  groups: string[]
  /** Folders that the member may read, write, and owns. */
  folders_read: string[]
  folders: string[]
  folders_owners: string[]
  created_at: number
  /** A superadmin who does not belong to the workspace; there, their username is their e-mail. */
  non_member: boolean
}
