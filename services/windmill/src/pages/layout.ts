import type { Context } from 'hono'
import { html } from 'hono/html'
import { assetAddress } from './assets.ts'
import { href } from './context.ts'
import type { Visitor } from './visitor.ts'

/** A piece of a page: what `html` makes, in which everything that was put in is escaped. */
export type Html = ReturnType<typeof html>

export interface Page {
  title: string
  /** Who looks at it; pages that need no login have none. */
  visitor?: Visitor
  workspace?: string
  /** Attributes of `main` that tell the script of the page what to keep fresh (`assets/page.js`). */
  live?: { follow?: string; refreshMs?: number }
  /** Narrow pages hold one form and nothing beside it. */
  narrow?: boolean
  body: Html
  status?: 200 | 400 | 401 | 403 | 404 | 422 | 429 | 500
}

/** A whole page as the answer to a request. */
export async function answerPage(c: Context, page: Page): Promise<Response> {
  return c.html(await document(page), page.status ?? 200)
}

const document = ({ title, visitor, workspace, live, narrow, body }: Page): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${assetAddress('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetAddress('page.css')}">
<script src="${assetAddress('page.js')}" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${visitor && bar(visitor, workspace)}
<main id="content" tabindex="-1" class="${narrow && 'narrow'}"
  ${live?.follow && html`data-follow="${live.follow}"`} ${live?.refreshMs && html`data-refresh="${live.refreshMs}"`}>
${body}
</main>
</body>
</html>`

const bar = (visitor: Visitor, workspace: string | undefined): Html => html`<header class="bar">
<a class="brand" href="${href('/', { workspace })}">Windmill <small>embedded</small></a>
${visitor.workspaces.length > 0 && workspaceMenu(visitor, workspace)}
<form class="who" method="post" action="/user/logout">
<span>${visitor.email}</span>
<button class="quiet">Log out</button>
</form>
</header>`

const workspaceMenu = ({ workspaces }: Visitor, current: string | undefined): Html => html`<details class="menu">
<summary><span class="visually-hidden">Workspace: </span>${current ?? 'choose a workspace'}</summary>
<ul>${workspaces.map(
  ({ id, name }) =>
    html`<li><a href="${href('/', { workspace: id })}" ${id === current && html`aria-current="true"`}>${id}${name !== id && html` <small>${name}</small>`}</a></li>`,
)}</ul>
</details>`

/** A page that says one thing: an error, or that something is done. */
export const messagePage = (c: Context, page: Omit<Page, 'body'> & { text: unknown; more?: Html }): Promise<Response> =>
  answerPage(c, {
    narrow: true,
    ...page,
    body: html`<h1>${page.title}</h1><p>${page.text}</p>${page.more ?? html`<p><a href="/">To the start</a></p>`}`,
  })
