import { html, raw } from 'hono/html'
import MarkdownIt from 'markdown-it'
import type { Html } from '../layout.ts'

const renderer = new MarkdownIt({ html: false, linkify: true })

/** Markdown as a piece of a page. HTML within it is shown, not obeyed; links lead nowhere but to http, https and mail. */
export const markdown = (text: string): Html => html`<div class="prose">${raw(renderer.render(text))}</div>`
