import { badRequest, notAuthorized, notFound, permissionDenied, WindmillError } from '../shared/errors.ts'
import type { System } from '../shared/system.ts'
import { accounts, type Store, tokens, workspaces } from '../store/index.ts'
import type { Auth } from './auth.ts'
import { callerOf } from './callers.ts'
import { changeKey } from './change-key.ts'
import { checkScope, checkScopes, checkTrigger } from './check-scopes.ts'
import { instanceSecret } from './instance-secret.ts'
import { createJobTokens } from './job-token.ts'
import { createLoginLimit } from './login-limit.ts'
import { createMembers } from './members.ts'
import { verifyPassword } from './passwords.ts'
import { canRead, canWrite, owns } from './permissions.ts'
import { open, seal } from './sealing.ts'
import { sign, verifySignature } from './signing.ts'
import { keptToken, newToken, tokenOf } from './tokens.ts'

/** How long a login holds: three days. */
export const SESSION_MS = 3 * 24 * 60 * 60 * 1000

/** Auth over a store. Makes the server's own secret when the store has none yet. */
export function createAuth(store: Store, system: System): Auth {
  const { connection } = store
  const jobTokens = createJobTokens(instanceSecret(store, system))
  const limit = createLoginLimit(system)
  const keyOf = (id: string): string => {
    const workspace = workspaces.getWorkspace.one(connection, { id })
    if (!workspace) throw notFound(`Workspace ${id} not found`)
    return workspace.encryption_key
  }
  const members = createMembers(store)
  const caller = (request: Request) => callerOf({ store, system, members, jobTokens }, request)
  /** Windmill says it in two ways: a bare word without a token, a whole message with one that is not valid. */
  const refusal = (request: Request) =>
    tokenOf(request) ? notAuthorized() : new WindmillError('unauthenticated', 'Unauthorized')

  const auth: Auth = {
    login: async (address, password) => {
      const email = address.toLowerCase()
      limit.attempt(email)
      const account = accounts.getAccount.one(connection, { email })
      const right = await verifyPassword(password, account?.password_hash)
      if (!account || !right) throw badRequest('Invalid login')
      limit.succeeded(email)
      return auth.createToken({ email: account.email, label: 'session', expires_at: system.now() + SESSION_MS })
    },
    createToken: ({ token = newToken(system), read_only = false, ...rest }) => {
      const { email, label, workspace_id, scopes, expires_at } = rest
      const now = system.now()
      const kept = { ...keptToken(token), email, label, workspace_id, scopes, read_only, now, expires_at }
      tokens.insertToken.run(connection, kept)
      return token
    },
    jobToken: jobTokens.of,

    identify: (request) => caller(request)?.identity,
    require: (request) => {
      const identity = caller(request)?.identity
      const bound = identity?.token.workspace_id !== undefined && identity.token.job_id === undefined
      if (!identity || bound) throw refusal(request)
      checkScopes(store, identity.token, request)
      return identity
    },
    requireSuperAdmin: (request) => {
      const identity = auth.require(request)
      if (identity.token.job_id) {
        throw permissionDenied("A job's token cannot do this: use a token that a superadmin has made for it")
      }
      if (!identity.is_super_admin) throw permissionDenied('This endpoint requires the caller to be a super admin')
      return identity
    },
    findMember: (request, workspaceId) => {
      const member = caller(request)?.memberIn(workspaceId)
      if (member) checkScopes(store, member.token, request)
      return member
    },
    findCaller: (request, workspaceId, path) => {
      const member = caller(request)?.memberIn(workspaceId)
      if (member) checkTrigger(member.token, request, path)
      return member
    },
    requireMember: (request, workspaceId) => {
      const member = auth.findMember(request, workspaceId)
      if (!member) throw refusal(request)
      return member
    },
    requireAdmin: (member) => {
      if (!member.is_admin) throw permissionDenied('This endpoint requires the caller to be an admin of the workspace')
    },
    requireReading: (member, domain) => checkScope(member.token, { domain, action: 'read' }),
    requireWorkspace: (workspaceId) => void keyOf(workspaceId),
    memberAs: (workspaceId, permissionedAs, email) => members.as(workspaceId, permissionedAs, email, { label: null }),

    canRead,
    canWrite,
    requireWrite: (member, path, extraPerms) => {
      if (!canWrite(member, path, extraPerms)) throw permissionDenied(`You are not allowed to write to ${path}`)
      if (member.non_member) auth.requireWorkspace(member.workspace_id)
    },
    requireOwner: (member, path) => {
      if (!owns(member, path)) throw permissionDenied(`Only an owner of ${path} may do this`)
    },

    seal: (workspaceId, plain) => seal(keyOf(workspaceId), plain),
    open: (workspaceId, sealed) => {
      const plain = open(keyOf(workspaceId), sealed)
      if (plain === undefined) {
        throw new WindmillError('internal', 'A secret was not sealed with the key of this workspace. Set it again.')
      }
      return plain
    },
    changeKey: (workspaceId, key, keepSealed) => changeKey(store, workspaceId, keyOf(workspaceId), key, keepSealed),
    sealUnlessSealed: (workspaceId, text) => {
      const key = keyOf(workspaceId)
      return open(key, text) === undefined ? seal(key, text) : text
    },
    sign: (workspaceId, text) => sign(keyOf(workspaceId), text),
    verify: (workspaceId, text, signature) => verifySignature(keyOf(workspaceId), text, signature),
  }
  return auth
}
