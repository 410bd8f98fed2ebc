import { z } from 'zod'
import { hashPassword, keptToken, tokenOf } from '../auth/index.ts'
import { badRequest, notFound, permissionDenied } from '../shared/errors.ts'
import { accounts, groups, members, tokens, workspaces } from '../store/index.ts'
import { newRoutes, type Routes, readBody } from './context.ts'
import { paged } from './paging.ts'
import { freeUsername } from './usernames.ts'

const Password = z.string().min(8, 'a password has at least 8 characters').max(1000)
const NewAccount = z.object({
  email: z.email().transform((email) => email.toLowerCase()),
  password: Password,
  super_admin: z.boolean().default(false),
  name: z.string().nullish(),
  company: z.string().nullish(),
})

/** An account as `whoami` and the list show it. */
const accountView = (account: accounts.Account) => ({
  email: account.email,
  login_type: 'password',
  super_admin: account.super_admin,
  devops: false,
  verified: true,
  name: account.name,
  company: account.company,
  username: account.username,
  first_time_user: account.first_time_user,
  role_source: 'manual',
  disabled: false,
})

/** The accounts of the server (`/api/users`). */
export const userRoutes: Routes = ({ store, auth, system }) => {
  const { connection } = store
  const routes = newRoutes()

  routes.get('/whoami', (c) => {
    const { email } = auth.require(c.req.raw)
    const account = accounts.getAccount.one(connection, { email })
    if (!account) throw notFound(`User ${email} not found`)
    return c.json(accountView(account))
  })

  routes.get('/email', (c) => c.text(auth.require(c.req.raw).email))

  routes.get('/list_as_super_admin', (c) => {
    auth.requireSuperAdmin(c.req.raw)
    return c.json(paged(c, accounts.listAccounts.all(connection, undefined)).map(accountView))
  })

  routes.get('/exists/:email', (c) => {
    auth.requireSuperAdmin(c.req.raw)
    return c.json(accounts.getAccount.one(connection, { email: c.req.param('email').toLowerCase() }) !== undefined)
  })

  routes.post('/create', async (c) => {
    auth.requireSuperAdmin(c.req.raw)
    const { email, password, super_admin, name = null, company = null } = await readBody(c, NewAccount)
    const password_hash = await hashPassword(password)
    const made = store.transaction(() =>
      accounts.insertAccount.run(connection, {
        email,
        username: freeUsername(store, email),
        name,
        company,
        password_hash,
        super_admin,
        first_time_user: true,
        created_at: system.now(),
      }),
    )
    if (made === 0) throw badRequest(`User with email ${email} already exists`)
    return c.text(`email ${email} created`, 201)
  })

  routes.post('/update/:email', async (c) => {
    const caller = auth.requireSuperAdmin(c.req.raw)
    const email = c.req.param('email').toLowerCase()
    const { is_super_admin } = await readBody(c, z.object({ is_super_admin: z.boolean() }))
    if (email === caller.email && !is_super_admin) throw badRequest('You cannot take your own superadmin role away')
    if (accounts.setSuperAdmin.run(connection, { email, super_admin: is_super_admin }) === 0) {
      throw notFound(`User ${email} not found`)
    }
    return c.text(`user ${email} updated`)
  })

  routes.delete('/delete/:email', (c) => {
    const caller = auth.requireSuperAdmin(c.req.raw)
    const email = c.req.param('email').toLowerCase()
    if (email === caller.email) throw badRequest('You cannot delete your own account')
    store.transaction(() => {
      if (accounts.deleteAccount.run(connection, { email }) === 0) throw notFound(`User ${email} not found`)
      for (const { id, username } of workspaces.listWorkspacesOf.all(connection, { email })) {
        groups.leaveGroups.run(connection, { workspace_id: id, username })
      }
      tokens.deleteTokensOf.run(connection, { email, keep: '' })
      members.deleteMemberships.run(connection, { email })
    })
    return c.text(`email ${email} deleted`)
  })

  /** Somebody's own password; whoever else was logged in as them no longer is. */
  routes.post('/setpassword', async (c) => {
    const { email, token } = auth.require(c.req.raw)
    if (token.job_id || token.scopes)
      throw permissionDenied('A password is changed after a login, not with a limited token')
    const { password } = await readBody(c, z.object({ password: Password }))
    const password_hash = await hashPassword(password)
    store.transaction(() => {
      accounts.setPassword.run(connection, { email, password_hash })
      tokens.deleteTokensOf.run(connection, { email, keep: keptToken(tokenOf(c.req.raw) ?? '').token_hash })
    })
    return c.text(`password of user ${email} updated`)
  })

  return routes
}
