import { html, raw } from 'hono/html'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { Html } from '../layout.ts'
import { markdown } from './markdown.ts'

/** Characters of JSON that a page shows; the whole of it is one link away. */
const LONGEST_TEXT = 100_000
/** Characters that need no box around them. */
const LONGEST_LINE = 72
const LONGEST_TABLE = 200
const MOST_COLUMNS = 12
const MOST_PARTS = 20

/**
 * A value as it is best read. Windmill's rich results are known by their only key (`markdown`, `png`, `render_all`, …);
 * a list of flat objects becomes a table, and an object that holds texts of several lines shows each part by itself.
 */
export function showValue(value: Json): Html {
  if (value === null) return html`<p class="nothing">nothing (null)</p>`
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number' || typeof value === 'boolean') return line(String(value))
  return (Array.isArray(value) ? isTable(value) && table(value) : special(value)) || plain(value)
}

function text(value: string): Html {
  if (isSvg(value)) return picture('svg+xml', Buffer.from(value).toString('base64'))
  return isLine(value) ? line(value) : textBlock(value)
}

const isLine = (text: string): boolean => text !== '' && text.length <= LONGEST_LINE && !text.includes('\n')

const line = (text: string): Html => html`<p class="line">${text}</p>`

const textBlock = (text: string): Html => html`<pre class="text">${shortened(text)}</pre>`

const json = (value: Json): Html => html`<pre class="json">${shortened(JSON.stringify(value, null, 2))}</pre>`

function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text
  return `${text.slice(0, LONGEST_TEXT)}\n… ${text.length - LONGEST_TEXT} more characters`
}

/** JSON, on a line where it fits. */
function plain(value: Json): Html {
  const text = JSON.stringify(value)
  return text.length <= LONGEST_LINE ? line(text) : json(value)
}

const special = (value: JsonObject): Html | undefined =>
  rich(value) ?? (isError(value) ? errorBlock(value) : holdsTexts(value) ? parts(value) : undefined)

const isSvg = (text: string): boolean => /^\s*<svg\s[\s\S]*<\/svg>\s*$/.test(text)

/** As an image, so that nothing in it is run. */
const picture = (type: string, base64: string): Html =>
  html`<img class="picture" alt="The result, as an image" src="data:image/${type};base64,${base64}">`

/** Kinds of result that name how they want to be shown. */
function rich(value: JsonObject): Html | undefined {
  const entries = Object.entries(value)
  const [kind, content] = entries.length === 1 ? entries[0]! : []
  if ((kind === 'markdown' || kind === 'md') && typeof content === 'string') return markdown(content)
  if ((kind === 'png' || kind === 'jpeg' || kind === 'gif') && typeof content === 'string') {
    return picture(kind, content)
  }
  if (kind === 'svg' && typeof content === 'string') return text(content)
  if (kind === 'render_all' && Array.isArray(content)) return html`${content.map(showValue)}`
  return undefined
}

/** JSON would show such texts on one line, with their line breaks written out. */
const holdsTexts = (value: JsonObject): boolean =>
  Object.keys(value).length <= MOST_PARTS &&
  Object.values(value).some((each) => typeof each === 'string' && each.includes('\n'))

const parts = (value: JsonObject): Html =>
  html`<dl class="values">${Object.entries(value).map(
    ([name, part]) => html`<div><dt>${name}</dt><dd>${rich({ [name]: part }) ?? showValue(part)}</dd></div>`,
  )}</dl>`

interface ErrorResult {
  error: { name?: Json; message?: Json; stack?: Json }
}

const isError = (value: JsonObject): value is JsonObject & ErrorResult =>
  isJsonObject(value.error) && typeof value.error.message === 'string'

function errorBlock(value: JsonObject & ErrorResult): Html {
  const { name, message, stack, ...rest } = value.error as JsonObject
  return html`<div class="error-result">
<p><strong>${typeof name === 'string' ? name : 'Error'}</strong></p>
<pre class="text">${String(message)}</pre>
${typeof stack === 'string' && stack !== '' && html`<details><summary>Stack</summary><pre class="text">${stack}</pre></details>`}
${Object.keys(rest).length > 0 && json(rest)}
</div>`
}

const isFlat = (value: Json): value is JsonObject =>
  isJsonObject(value) && Object.values(value).every((each) => each === null || typeof each !== 'object')

function isTable(list: Json[]): list is JsonObject[] {
  if (list.length === 0 || !list.every(isFlat)) return false
  const columns = columnsOf(list)
  return columns.length > 0 && columns.length <= MOST_COLUMNS
}

const columnsOf = (rows: JsonObject[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))]

function table(rows: JsonObject[]): Html {
  const columns = columnsOf(rows)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The result as a table"><table class="value">
<thead><tr>${columns.map((column) => html`<th scope="col"${isNumeric(rows, column) && raw(' class="number"')}>${column}</th>`)}</tr></thead>
<tbody>${rows.slice(0, LONGEST_TABLE).map((row) => html`<tr>${columns.map((column) => cell(row[column]))}</tr>`)}</tbody>
</table></div>
${rows.length > LONGEST_TABLE && html`<p class="nothing">${rows.length - LONGEST_TABLE} more rows</p>`}`
}

const isNumeric = (rows: JsonObject[], column: string): boolean => typeof rows[0]?.[column] === 'number'

const cell = (value: Json | undefined): Html =>
  html`<td${typeof value === 'number' && raw(' class="number"')}>${value === null || value === undefined ? '' : String(value)}</td>`
