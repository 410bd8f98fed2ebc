import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { Json } from '../../shared/json.ts'
import { assetAddress } from '../assets.ts'
import type { Html } from '../layout.ts'
import type { App } from './find-app.ts'

/** What an app learns of who has opened it (`window.ctx.ctx`). */
export interface AppContext {
  email: string
  username: string
  name: string | null
  groups: string[]
}

/**
 * The page of a raw app. An app is opened in this window, where `parent` is the window itself, so that its calls come to
 * the listener beside it. One whose policy asks for a sandbox is opened in a frame without an origin.
 */
export function appPage(workspace: string, app: App & { bundle: string }, visitor: AppContext, c: Context): Html {
  const data = `/api/w/${encodeURIComponent(workspace)}/apps_u/get_data/v/${app.bundle}`
  const { summary, path, runnables, sandbox } = app
  const ctx = { ...visitor, workspace, path, query: c.req.query() }
  const host = { workspace, path, runnables, sandbox, context: { ctx, workspace } }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${summary || path}</title>
<link rel="icon" href="${assetAddress('icon.svg')}" type="image/svg+xml">
${sandbox ? html`<link rel="stylesheet" href="${assetAddress('page.css')}">` : html`<link rel="stylesheet" href="${data}.css">`}
<script type="application/json" id="app-host">${dataBlock(host)}</script>
<script src="${assetAddress('app-host.js')}"></script>
</head>
${sandbox ? framed(`${data}.html`, summary || path) : html`<body><div id="root"></div><script src="${data}.js"></script></body>`}
</html>`
}

const framed = (address: string, title: string): Html =>
  html`<body class="app-frame"><iframe id="app-frame" title="${title}" src="${address}"
 sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"></iframe></body>`

/** JSON within a page: no text in it can end the block. */
const dataBlock = (value: unknown) => raw(JSON.stringify(value as Json).replaceAll('<', '\\u003c'))
