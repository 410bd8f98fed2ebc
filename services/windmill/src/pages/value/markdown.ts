import { html, raw } from 'hono/html'
import MarkdownIt from 'markdown-it'
import type { Html } from '../layout.ts'

const markdownIt = new MarkdownIt({ html: false, linkify: true })
const { rules } = markdownIt.renderer
const image = rules.image!

// A page loads no picture from elsewhere, and beside a value there is none: what it would show is said instead.
rules.image = (tokens, index, options, env, renderer) => {
  const token = tokens[index]!
  if (String(token.attrGet('src')).startsWith('data:image/')) return image(tokens, index, options, env, renderer)
  return `<em>${markdownIt.utils.escapeHtml(renderer.renderInlineAsText(token.children ?? [], options, env))}</em>`
}

// A cell says by its style where its text stands, and the pages' policy allows no style in a page.
for (const cell of ['th_open', 'td_open']) {
  rules[cell] = (tokens, index, options, _env, renderer) => {
    const token = tokens[index]!
    const isNumber = token.attrGet('style') === 'text-align:right'
    token.attrs = isNumber ? [['class', 'number']] : []
    return renderer.renderToken(tokens, index, options)
  }
}

/** Markdown as a piece of a page. HTML within it is shown, not obeyed; links lead nowhere but to http, https and mail. */
export const markdown = (text: string): Html => html`<div class="prose">${raw(markdownIt.render(text))}</div>`
