import { notSupported } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { oncePerText } from '../shared/once-per-text.ts'
import { splitStatements } from './sql-text.ts'

/** What a script says about its parameter `$n`. */
export interface Declaration {
  /** The key of the job's arguments; `$n` where the script gives no name. */
  name: string
  /** Type as written, in lower case: the declared one, else the first cast in the code (`$1::int`), else text. */
  type: string
  /** True when nothing named a type, so that a value keeps its natural one. */
  inferred: boolean
  /** Absent when there is none, or when it is `null`. */
  default?: Json
}

/** A `postgresql` script, taken apart. */
export interface Script {
  readonly statements: readonly string[]
  readonly declarations: ReadonlyMap<number, Declaration>
  /** The `result_collection` annotation; Windmill's default when absent. */
  readonly collection: string
}

const DECLARATION = /^-- \$(\d+) (\w+)(?: \(([A-Za-z0-9_[\]]+)\))?(?: ?= ?(.+?))? *\r?$/gm
const USE = /\$(\d+)(?:\s*::\s*([A-Za-z_]\w*(?:\s+(?:precision|varying|with(?:out)?\s+time\s+zone))?(?:\[\])?))?/gi

/** Annotations that ask for what is not here, and what to do instead. */
const REFUSED: [RegExp, string][] = [
  [/^-- database \S+ *$/m, 'a `-- database` line: the embedded Windmill only has the data table, datatable://main'],
  [/^-- role \S+ *$/m, 'a `-- role` line: data table roles need a real Windmill'],
  [/^-- s3( .+)? *$/m, 'an `-- s3` line: object storage needs a real Windmill'],
  [/^-- prepare *$/m, 'a `-- prepare` line: run the script instead'],
  [/^-- *%%[a-z_]\w*%%/m, '`%%name%%` arguments: declare a parameter (`-- $1 name (type)`) instead'],
  [/^-- \$\d+ \w+ \(s3object\)/m, 'an `(s3object)` argument: object storage needs a real Windmill'],
]

/**
 * Takes a `postgresql` script apart: statements, declared parameters (`-- $1 name (type) = default`) and the
 * `-- result_collection=…` annotation among its first comment lines (Windmill's docs, "PostgreSQL"). Throws
 * "not supported" for an annotation that the embedded Windmill does not have.
 */
export const parseScript = oncePerText((content): Script => {
  for (const [pattern, what] of REFUSED) if (pattern.test(content)) throw notSupported(what)
  return {
    statements: splitStatements(content),
    declarations: parseDeclarations(content),
    collection: annotation(content),
  }
})

function parseDeclarations(content: string): Map<number, Declaration> {
  const casts = new Map<number, string>()
  const declarations = new Map<number, Declaration>()
  for (const [, digits, cast] of content.matchAll(USE)) {
    const index = Number(digits)
    if (cast && !casts.has(index)) casts.set(index, cast.toLowerCase().replace(/\s+/g, ' '))
    declarations.set(index, { name: `$${index}`, type: casts.get(index) ?? 'text', inferred: !casts.has(index) })
  }
  for (const [, digits, name, declared, text] of content.matchAll(DECLARATION)) {
    const index = Number(digits)
    const used = declarations.get(index)
    const type = declared?.toLowerCase() ?? used?.type ?? 'text'
    const declaration: Declaration = { name: name!, type, inferred: declared ? false : (used?.inferred ?? true) }
    const value = text === undefined ? undefined : parseDefault(type, text)
    if (value !== undefined) declaration.default = value
    declarations.set(index, declaration)
  }
  return declarations
}

const INTEGER = /^(int|integer|int[24]|bigint|smallint|(small|big)?serial[248]?|oid)$/
const FLOAT = /^(real|double( precision)?|float[48]|numeric|decimal)$/
const BOOLEAN = /^bool(ean)?$/
const OTHER = /^(jsonb?|date|time.*|bytea)$|\[\]$/

/** A default as Windmill reads it: numbers and booleans by type, quotes taken off a text, all else as it stands. */
function parseDefault(type: string, text: string): Json | undefined {
  if (text.toLowerCase() === 'null') return undefined
  if (INTEGER.test(type)) return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  if (FLOAT.test(type)) return Number.isFinite(Number(text)) ? Number(text) : undefined
  if (BOOLEAN.test(type)) return text === 'true' ? true : text === 'false' ? false : undefined
  if (!OTHER.test(type) && text.length >= 2 && text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1)
  return text
}

function annotation(content: string): string {
  for (const line of content.split('\n')) {
    if (line.trim() === '') continue
    if (!line.startsWith('--')) break
    const found = line.match(/^--\s*result_collection\s*=\s*(\w+)/)
    if (found) return found[1]!
    if (/^--\s*return_last_result\s*$/.test(line)) break
  }
  return 'last_statement_all_rows'
}
