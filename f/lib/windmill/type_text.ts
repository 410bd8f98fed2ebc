/*
 * TypeScript as text, as far as the parameters of a function go: brackets and quoted words are kept together. A library
 * that parses all of it would be loaded by each job that makes a script.
 */

const OPEN: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' }
const COMMENT_OR_QUOTED = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g

/** The code with a space for each comment. */
export const withoutComments = (code: string): string =>
  code.replace(COMMENT_OR_QUOTED, (found) => (found.startsWith('/') ? ' ' : found))

/** What stands between the bracket at `start` and the one that closes it. */
export function afterOf(code: string, start: number): string {
  let end = code.length
  walk(code.slice(start), (at, depth) => {
    if (depth > 0 || at === 0) return true
    end = start + at
    return false
  })
  return code.slice(start + 1, end)
}

/** The parts of a text between separators that stand in no bracket and no quotation; empty ones are none. */
export function listOf(text: string, ...separators: string[]): string[] {
  const parts: string[] = []
  let from = 0
  walk(text, (at, depth) => {
    const isArrow = text[at] === '=' && text[at + 1] === '>'
    if (depth === 0 && !isArrow && separators.includes(text[at]!)) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
    return true
  })
  parts.push(text.slice(from))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** The alternatives of a type. */
export const unionOf = (type: string): string[] => listOf(type, '|')

/** The value of a literal; undefined for any other expression. */
export function literalOf(text: string): unknown {
  const quoted = /^(["'`])((?:\\.|(?!\1)[^\\])*)\1$/s.exec(text)
  if (quoted) return quoted[2]!.includes('${') ? undefined : quoted[2]!.replace(/\\(.)/g, '$1')
  if (/^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(text)) return JSON.parse(text)
  if (text.startsWith('[') && text.endsWith(']')) return allOf(listOf(text.slice(1, -1), ',').map(literalOf))
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined
  const entries = listOf(text.slice(1, -1), ',').map((field) => {
    const [key, ...value] = listOf(field, ':')
    const read = literalOf(value.join(':'))
    return /^["']?[\w$-]+["']?$/.test(key!) && read !== undefined ? [key!.replace(/["']/g, ''), read] : undefined
  })
  const all = allOf(entries)
  return all && Object.fromEntries(all as [string, unknown][])
}

const allOf = (values: unknown[]): unknown[] | undefined => (values.includes(undefined) ? undefined : values)

/** Goes over the characters outside of quotation marks, with the depth of brackets after each, until `visit` says no. */
function walk(text: string, visit: (at: number, depth: number) => boolean): void {
  const closing: string[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!
    if (character === '"' || character === "'" || character === '`') {
      at = endOfQuoted(text, at)
      continue
    }
    if (character in OPEN) closing.push(OPEN[character]!)
    // The `>` of an arrow closes nothing.
    else if (character === closing.at(-1) && text[at - 1] !== '=') closing.pop()
    if (!visit(at, closing.length)) return
  }
}

function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === text[start]) return at
  }
  return text.length
}
