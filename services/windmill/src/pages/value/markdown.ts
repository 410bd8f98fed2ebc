import { html, raw } from 'hono/html'
import MarkdownIt from 'markdown-it'
import type { Html } from '../layout.ts'

const renderer = new MarkdownIt({ html: false, linkify: true })
const image = renderer.renderer.rules.image!

// A page loads no picture from elsewhere, and beside a value there is none: what it would show is said instead.
renderer.renderer.rules.image = (tokens, index, ...rest) => {
  const token = tokens[index]!
  if (String(token.attrGet('src')).startsWith('data:image/')) return image(tokens, index, ...rest)
  return `<em>${renderer.utils.escapeHtml(token.content)}</em>`
}

/** Markdown as a piece of a page. HTML within it is shown, not obeyed; links lead nowhere but to http, https and mail. */
export const markdown = (text: string): Html => html`<div class="prose">${raw(renderer.render(text))}</div>`
