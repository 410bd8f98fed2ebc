/**
 * Just enough of SQL's lexical rules to know what is code and what is quoted text or a comment. As Windmill's own
 * splitter it knows '…', "…", $tag$…$tag$, -- and /* *\/, and neither E'\'' nor nested comments, so that a script is
 * cut here where it would be cut there.
 */
const TOKENS =
  /'[^']*(?:'|$)|"[^"]*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|\$(\d+)|;/g

/** A `$1` in the code of a statement; `start` and `end` are positions in its text. */
export interface Placeholder {
  index: number
  start: number
  end: number
}

/** The statements of a script in order, each with its `;` and the comments before it; a tail of comments is none. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let from = 0
  for (const token of sql.matchAll(TOKENS)) {
    if (token[0] !== ';') continue
    statements.push(sql.slice(from, token.index + 1))
    from = token.index + 1
  }
  const tail = sql.slice(from)
  if (withoutComments(tail).trim() !== '') statements.push(tail)
  return statements
}

/** Where a statement uses its parameters, in order; a `$1` in a string, a comment or a $$ block is not one. */
export function findPlaceholders(sql: string): Placeholder[] {
  const found: Placeholder[] = []
  for (const token of sql.matchAll(TOKENS)) {
    if (token[2] === undefined) continue
    found.push({ index: Number(token[2]), start: token.index, end: token.index + token[0].length })
  }
  return found
}

/** The text with each comment replaced by a space. */
export function withoutComments(sql: string): string {
  return sql.replace(TOKENS, (token) => (token.startsWith('--') || token.startsWith('/*') ? ' ' : token))
}
