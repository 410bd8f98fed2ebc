import { z } from 'zod'
import { keptToken, tokenOf } from '../auth/index.ts'
import { tokens } from '../store/index.ts'
import { newRoutes, type Routes, readBody } from './context.ts'
import { endSession, setSession } from './session-cookie.ts'

const Login = z.object({ email: z.string(), password: z.string() })

/** Logging in and out (`/api/auth`). */
export const authRoutes: Routes = ({ store, auth, baseUrl }) => {
  const routes = newRoutes()

  /** The token, as a text and as a cookie. */
  routes.post('/login', async (c) => {
    const { email, password } = await readBody(c, Login)
    const token = await auth.login(email, password)
    setSession(c, baseUrl(), token)
    return c.text(token)
  })

  routes.post('/logout', (c) => {
    const token = tokenOf(c.req.raw)
    if (token) tokens.deleteToken.run(store.connection, { token_hash: keptToken(token).token_hash })
    endSession(c, baseUrl())
    return c.text('logged out')
  })

  return routes
}
