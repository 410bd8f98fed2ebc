import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import { href, type PagesOptions } from '../context.ts'
import { answerPage, messagePage } from '../layout.ts'
import { pageHeaders } from '../security.ts'
import { requireVisitor } from '../visitor.ts'

/** What the token is called in the list of its owner's tokens. */
const LABEL = 'wmill CLI'

/**
 * `/user/cli?port=N`, where `wmill` sends its user: after a yes, a new token goes to the command, which listens on that
 * port of the same machine, as `http://localhost:N/?token=…` (seen of Windmill's CLI); then it opens `/user/cli-success`.
 */
export function addCliLoginRoutes(app: Hono, options: PagesOptions): void {
  app.use('/user/cli', (c, next) => {
    const port = portOf(c)
    return pageHeaders(port === undefined ? [] : [`http://localhost:${port}`])(c, next)
  })
  app.get('/user/cli', async (c) => {
    const port = portOf(c)
    const visitor = await requireVisitor(options, c)
    if (port === undefined) return wrongPort(c)
    return answerPage(c, {
      title: 'Let the wmill command in?',
      visitor,
      narrow: true,
      body: html`<h1>Let the wmill command in?</h1>
<p>A <code>wmill</code> command that listens on port ${port} of this machine asks for a token of <strong>${visitor.email}</strong>.
With it, the command may do all that you may. Say yes only if you have just started it.</p>
<form method="post" class="row"><button class="primary">Yes, make a token</button> <a class="button" href="/">No</a></form>`,
    })
  })
  app.post('/user/cli', async (c) => {
    const port = portOf(c)
    const { api } = await requireVisitor(options, c)
    if (port === undefined) return wrongPort(c)
    const token = await (await api.post('/users/tokens/create', { label: LABEL })).text()
    return c.redirect(href(`http://localhost:${port}/`, { token }), 303)
  })
  app.get('/user/cli-success', (c) =>
    messagePage(c, {
      title: 'The command has its token',
      text: 'You can close this page and go back to the terminal.',
    }),
  )
}

const wrongPort = (c: Context): Promise<Response> =>
  messagePage(c, {
    title: 'No port',
    text: 'This address names the port on which the command waits: /user/cli?port=8123',
    status: 400,
  })

function portOf(c: Context): number | undefined {
  const port = Number(c.req.query('port'))
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined
}
