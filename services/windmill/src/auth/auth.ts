import type { Identity, Member } from './identity.ts'

/** What a new token is to be. */
export interface NewToken {
  email: string
  label?: string
  /** The only workspace it is to be good for. */
  workspace_id?: string
  scopes?: string[]
  read_only?: boolean
  /** Milliseconds since the epoch; never when absent. */
  expires_at?: number
  /** The token itself, when it is not to be made up. */
  token?: string
}

/** Who may come in, and what they may do. */
export interface Auth {
  /**
   * Checks e-mail and password; answers a new token, good for `SESSION_MS`. Throws `Bad request: Invalid login` as
   * Windmill does, whether or not the account exists, and 429 after too many failures.
   */
  login(email: string, password: string): Promise<string>
  createToken(token: NewToken): string
  /** The token of a job: valid while the job has not ended, never stored. */
  jobToken(jobId: string): string
  /**
   * The owner of the request's token (Bearer, cookie `token`, `?token=`), or undefined. It does not look at what the
   * token is limited to: `require`, `requireMember` and `findMember` do.
   */
  identify(request: Request): Identity | undefined
  /**
   * As `identify`, but 401 when there is none or the token is
   * for one workspace only, 403 when its scopes are not enough.
   */
  require(request: Request): Identity
  /** As `require`, and 403 for who is no superadmin, or comes with the token of a job (Windmill refuses these too). */
  requireSuperAdmin(request: Request): Identity
  /**
   * The member that the request's token stands for in a workspace:
   * 401 when there is none, 403 when its scopes are not enough.
   */
  requireMember(request: Request, workspaceId: string): Member
  /** As `requireMember`, but undefined instead of 401, for addresses that answer anybody. */
  findMember(request: Request, workspaceId: string): Member | undefined
  /** As `findMember`, for a request to the route of the HTTP trigger at `path`, whatever address that has. */
  findCaller(request: Request, workspaceId: string, path: string): Member | undefined
  /** Throws 403 unless the member is an admin of the workspace. */
  requireAdmin(member: Member): void
  /** Throws 403 unless the member's token is good for reading a domain (`variables`) too. */
  requireReading(member: Member, domain: string): void
  /** Throws 404 unless the workspace is there: a superadmin belongs to any, even to one that is not. */
  requireWorkspace(workspaceId: string): void
  /** The member as whom a job runs: `u/ada`, `g/all` or an e-mail, in a workspace. */
  memberAs(workspaceId: string, permissionedAs: string, email: string): Member | undefined
  /** Whether the member may see, or change, what lies at a path with these extra permissions. */
  canRead(member: Member, path: string, extraPerms: Record<string, boolean>): boolean
  canWrite(member: Member, path: string, extraPerms: Record<string, boolean>): boolean
  /** As `canWrite`, but 403 when not. */
  requireWrite(member: Member, path: string, extraPerms: Record<string, boolean>): void
  /** Throws 403 unless the path is the member's to give permissions for: below `u/<them>/`, or in a folder they own. */
  requireOwner(member: Member, path: string): void
  /** Seals and opens what is secret in a workspace (values of secret variables). */
  seal(workspaceId: string, plain: string): string
  open(workspaceId: string, sealed: string): string
  /**
   * Gives a workspace another key. Its secrets are sealed anew, or, with `keepSealed`, left as they are: they were sealed
   * with the new key already. What the old key has signed (links of approvals and of apps) is no longer good.
   */
  changeKey(workspaceId: string, key: string, keepSealed: boolean): void
  /** The text as it is when it opens with the workspace's key, else sealed. */
  sealUnlessSealed(workspaceId: string, text: string): string
  /** An HMAC-SHA256 with the workspace's key, in hex, and its check in constant time. */
  sign(workspaceId: string, text: string): string
  verify(workspaceId: string, text: string, signature: string): boolean
}
