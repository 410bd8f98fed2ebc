import type { System } from '../shared/system.ts'
import { jobs, type Store, tokens } from '../store/index.ts'
import type { Identity, Member } from './identity.ts'
import type { JobTokens } from './job-token.ts'
import type { Members } from './members.ts'
import { keptToken, tokenOf } from './tokens.ts'

/** How old the note of a token's last use may grow before it is written again; each note is a write. */
const NOTE_EVERY_MS = 60_000

/** Whoever sends a request: who they are, and which member of a workspace. */
export interface Caller {
  identity: Identity
  memberIn(workspaceId: string): Member | undefined
}

/** What it takes to tell who calls. */
export interface CallerContext {
  store: Store
  system: System
  members: Members
  jobTokens: JobTokens
}

/** Tells from a request's token who calls; undefined when there is no token, or none that is valid. */
export function callerOf(context: CallerContext, request: Request): Caller | undefined {
  const token = tokenOf(request)
  if (!token) return undefined
  return token.startsWith('jwt_') ? jobAsCaller(context, token) : ownerAsCaller(context, token)
}

/** The token of a job acts as whom the job runs as, in the job's workspace, until the job ends. */
function jobAsCaller({ store, members, jobTokens }: CallerContext, token: string): Caller | undefined {
  const job_id = jobTokens.jobOf(token)
  const job = job_id && jobs.getRunningJobOwner.one(store.connection, { id: job_id })
  if (!job) return undefined
  const { workspace_id, permissioned_as, email, access_version } = job
  const member = members.as(workspace_id, permissioned_as, email, { label: null, job_id, workspace_id }, access_version)
  return member && { identity: member, memberIn: (id) => (id === workspace_id ? member : undefined) }
}

function ownerAsCaller({ store, system, members }: CallerContext, token: string): Caller | undefined {
  const now = system.now()
  const { token_hash } = keptToken(token)
  const owner = tokens.getTokenOwner.one(store.connection, { token_hash, now })
  if (!owner) return undefined
  if (owner.last_used_at < now - NOTE_EVERY_MS) tokens.touchToken.run(store.connection, { token_hash, now })
  const identity: Identity = {
    email: owner.email,
    username: owner.username,
    name: owner.name,
    is_super_admin: owner.super_admin,
    token: {
      label: owner.label,
      workspace_id: owner.workspace_id ?? undefined,
      scopes: owner.scopes ?? undefined,
      read_only: owner.read_only || undefined,
      expires_at: owner.expires_at ?? undefined,
    },
  }
  const bound = owner.workspace_id
  return {
    identity,
    memberIn: (id) => (bound === null || bound === id ? members.of(id, identity, owner.access_version) : undefined),
  }
}
