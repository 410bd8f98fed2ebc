import type { System } from '../shared/system.ts'
import type { Store } from '../store/index.ts'
import type { Identity, Member } from './identity.ts'

export type { Identity, Member } from './identity.ts'

/** Who may come in, and what they may do. */
export interface Auth {
  /** Checks e-mail and password; answers a new token. Throws `Bad request: Invalid login` as Windmill does. */
  login(email: string, password: string): Promise<string>
  /** Makes a token. `expires_at` in milliseconds. */
  createToken(token: {
    email: string
    label?: string
    workspace_id?: string
    scopes?: string[]
    expires_at?: number
  }): string
  /** The token of a job: valid while the job has not ended, never stored. */
  jobToken(jobId: string): string
  /** The owner of the request's token (Bearer, cookie `token`, `?token=`), or undefined. */
  identify(request: Request): Identity | undefined
  /** As `identify`, but 401 when there is none. */
  require(request: Request): Identity
  /** As `require`, and the identity has to belong to the workspace. */
  requireMember(request: Request, workspaceId: string): Member
  /** The member as whom a job runs: `u/ada`, `g/all` or an e-mail, in a workspace. */
  memberAs(workspaceId: string, permissionedAs: string, email: string): Member | undefined
  /** Whether the member may see, or change, what lies at a path with these extra permissions. */
  canRead(member: Member, path: string, extraPerms: Record<string, boolean>): boolean
  canWrite(member: Member, path: string, extraPerms: Record<string, boolean>): boolean
  /** As `canWrite`, but 403 when not. */
  requireWrite(member: Member, path: string, extraPerms: Record<string, boolean>): void
  /** Seals and opens what is secret in a workspace (values of secret variables). */
  seal(workspaceId: string, plain: string): string
  open(workspaceId: string, sealed: string): string
  /** An HMAC-SHA256 with the workspace's key, in hex, and its check in constant time. */
  sign(workspaceId: string, text: string): string
  verify(workspaceId: string, text: string, signature: string): boolean
}

export type CreateAuth = (store: Store, system: System) => Auth
