import type { System } from '../shared/system.ts'
import { accounts, type Store, tokens, variables } from '../store/index.ts'
import type { Auth } from './auth.ts'
import { createWorkspace } from './create-workspace.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

/** The account that every Windmill begins with. */
export const ADMIN = { email: 'admin@windmill.dev', username: 'admin' }
export const DEFAULT_PASSWORD = 'changeme'
/** The label of tokens that hold from one start to the next. */
export const START_LABEL = 'start'

/**
 * Makes what a server needs to be used: the account of the administrator, and the workspaces that are named. What is
 * there stays as it is. A given token is the administrator's, until the next start.
 */
export async function seedInstance(
  store: Store,
  auth: Auth,
  system: System,
  options: { workspaces?: string[]; token?: string } = {},
): Promise<void> {
  const { connection } = store
  if (!accounts.getAccount.one(connection, { email: ADMIN.email })) {
    const password_hash = await hashPassword(DEFAULT_PASSWORD)
    accounts.insertAccount.run(connection, {
      ...ADMIN,
      name: 'Admin',
      company: 'Windmill',
      password_hash,
      super_admin: true,
      first_time_user: true,
      created_at: system.now(),
    })
  }
  for (const id of options.workspaces ?? []) createWorkspace(store, system, { id, name: id }, ADMIN)
  tokens.deleteExpiredTokens.run(connection, { now: system.now() })
  variables.deleteExpiredVariables.run(connection, { now: system.now() })
  tokens.deleteTokensByLabel.run(connection, { email: ADMIN.email, label: START_LABEL })
  if (options.token) auth.createToken({ email: ADMIN.email, label: START_LABEL, token: options.token })
}

/** Whether the administrator's password is still the one that everybody knows. */
export async function hasDefaultPassword(store: Store): Promise<boolean> {
  const admin = accounts.getAccount.one(store.connection, { email: ADMIN.email })
  return verifyPassword(DEFAULT_PASSWORD, admin?.password_hash)
}
