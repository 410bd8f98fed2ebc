import { createHash } from 'node:crypto'

export type RunnableKind = 'script' | 'flow'

/** Clients put their own name for the server before a tool's, and the whole has to stay below 64 characters. */
const LONGEST = 40
const HASH_DIGITS = 16

/**
 * The name of a script's or a flow's tool, as Windmill makes it (seen of its windmill-mcp, 1.788): `s-f_team_say__hello`
 * for the script f/team/say_hello, where `_` stands for a slash and `__` for itself. A name over 40 characters is cut,
 * begins with a capital and ends with a hash: no path can be read back from it, so tools are found by their name.
 */
export function toolName(kind: RunnableKind, path: string): string {
  const letter = kind === 'script' ? 's' : 'f'
  const escaped = path.replaceAll('_', '__').replaceAll('/', '_')
  const name = `${letter}-${escaped}`
  if (Buffer.byteLength(name) <= LONGEST) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_DIGITS)
  return `${letter.toUpperCase()}-${cut(escaped, LONGEST - 2 - HASH_DIGITS)}${hash}`
}

/** The text up to so many bytes, without a broken letter at its end. */
function cut(text: string, bytes: number): string {
  let end = text.length
  while (Buffer.byteLength(text.slice(0, end)) > bytes) end--
  return text.slice(0, end)
}
