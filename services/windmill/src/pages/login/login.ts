import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import { ApiFailure } from '../api-client.ts'
import { apiOf, type PagesOptions } from '../context.ts'
import { answerPage } from '../layout.ts'
import { findVisitor } from '../visitor.ts'

interface LoginForm {
  email?: string
  wrong?: string
  status?: 200 | 401 | 429
}

/** `/user/login` and `/user/logout`. The cookie is the API's own. */
export function addLoginRoutes(app: Hono, options: PagesOptions): void {
  app.get('/user/login', async (c) => {
    if (await findVisitor(options, c)) return c.redirect(target(c))
    return loginPage(options, c, {})
  })
  app.post('/user/login', async (c) => {
    const { email, password } = await c.req.parseBody()
    const typed = typeof email === 'string' ? email : ''
    try {
      const answer = await apiOf(options, c).post('/auth/login', { email: typed, password })
      for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
      return c.redirect(target(c), 303)
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status >= 500) throw error
      if (error.status === 429) return loginPage(options, c, { email: typed, wrong: error.message, status: 429 })
      const wrong = 'No account has this e-mail address and password.'
      return loginPage(options, c, { email: typed, wrong, status: 401 })
    }
  })
  app.post('/user/logout', async (c) => {
    const answer = await apiOf(options, c).post('/auth/logout')
    for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
    return c.redirect('/user/login', 303)
  })
}

/** Where the visitor wanted to go: a path of this server, else the start. */
function target(c: Context): string {
  const path = c.req.query('rd') ?? '/'
  const here = new URL(c.req.url).origin
  const known = URL.canParse(path, here) && new URL(path, here).origin === here
  return known && path.startsWith('/') && !path.startsWith('//') ? path : '/'
}

async function loginPage(options: PagesOptions, c: Context, form: LoginForm): Promise<Response> {
  const first = await options.firstLogin?.()
  return answerPage(c, {
    title: 'Log in',
    narrow: true,
    status: form.status,
    body: html`<p class="crumbs">Windmill, embedded</p>
<h1>Log in</h1>
<form method="post" class="stack">
${form.wrong && html`<p class="wrong" role="alert">${form.wrong}</p>`}
<div class="field"><label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" value="${form.email ?? ''}" required ${!form.email && 'autofocus'}></div>
<div class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${form.email && 'autofocus'}></div>
<button class="primary">Log in</button>
</form>
${first && html`<p class="note">The first account is <code>${first.email}</code>, and its password <code>${first.password}</code> until somebody changes it.</p>`}`,
  })
}
