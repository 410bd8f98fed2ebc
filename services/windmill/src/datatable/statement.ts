import { notSupported } from '../shared/errors.ts'
import type { Json, JsonObject } from '../shared/json.ts'
import { oncePerText } from '../shared/once-per-text.ts'
import { type Bound, bindValue } from './bind.ts'
import type { Session } from './engine.ts'
import { cannotExecute } from './errors.ts'
import type { Declaration } from './script.ts'
import { findPlaceholders, withoutComments } from './sql-text.ts'

/** A statement as it is sent: its parameters numbered from 1 without gaps, each with its type. */
export interface BoundStatement {
  sql: string
  params: (string | null)[]
  /** Parameters whose type PostgreSQL has to work out, to be checked with `checkUnresolved`. */
  unresolved: { declaration: Declaration; bound: Bound }[]
}

const COPY_FROM_STDIN = /^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i

/** Where a statement uses its parameters, and the numbers of these in order. Throws "not supported" for a `COPY`. */
const readStatement = oncePerText((sql) => {
  if (COPY_FROM_STDIN.test(withoutComments(sql))) {
    throw notSupported('COPY … FROM STDIN: insert the rows with jsonb_to_recordset($1::jsonb) instead')
  }
  const placeholders = findPlaceholders(sql)
  const indices = [...new Set(placeholders.map((found) => found.index))].sort((a, b) => a - b)
  return { placeholders, indices }
})

/**
 * Puts the arguments into one statement of a script. A key that `args` lacks takes the declared default, else null,
 * as in Windmill. Throws an execution error for a value that does not fit its declared type, and "not supported" for
 * `COPY … FROM STDIN`.
 */
export function bindStatement(
  sql: string,
  declarations: ReadonlyMap<number, Declaration>,
  args: JsonObject,
): BoundStatement {
  const { placeholders, indices } = readStatement(sql)
  const declared = indices.map(
    (index) => declarations.get(index) ?? { name: `$${index}`, type: 'text', inferred: true },
  )
  const values = declared.map((declaration) =>
    bindValue(argumentOf(declaration, args), declaration.type, declaration.inferred),
  )
  let text = ''
  let from = 0
  for (const found of placeholders) {
    const position = indices.indexOf(found.index)
    const type = values[position]!.type
    text += sql.slice(from, found.start) + (type === null ? `$${position + 1}` : `($${position + 1}::${type})`)
    from = found.end
  }
  return {
    sql: text + sql.slice(from),
    params: values.map((bound) => bound.text),
    unresolved: declared.flatMap((declaration, i) =>
      values[i]!.type === null ? [{ declaration, bound: values[i]! }] : [],
    ),
  }
}

function argumentOf(declaration: Declaration, args: JsonObject): Json {
  return (Object.hasOwn(args, declaration.name) ? args[declaration.name] : declaration.default) ?? null
}

const TEXT_TYPES = new Set(['text', 'varchar', 'bpchar', 'name', 'citext'])

/**
 * Refuses what Windmill's driver cannot send: for a type that it does not know, a text goes to text-like types, enums
 * and domains, a number or boolean only to int8, float8 and bool. Without this check PGlite would take more than
 * production does. A type that does not exist is left for PostgreSQL to report.
 */
export async function checkUnresolved(session: Session, unresolved: BoundStatement['unresolved']): Promise<void> {
  for (const { declaration, bound } of unresolved) {
    const { rows } = await session.run('SELECT typname, typtype FROM pg_type WHERE oid = to_regtype($1::text)', [
      declaration.type,
    ])
    if (rows.length === 0) continue
    const [name, kind] = rows[0]!
    const fits =
      bound.natural === 'text'
        ? TEXT_TYPES.has(name!) || kind === 'e' || kind === 'd'
        : bound.natural === 'json text'
          ? TEXT_TYPES.has(name!)
          : bound.natural === name
    if (fits) continue
    throw cannotExecute(
      `Cannot bind argument ${declaration.name} as PostgreSQL type ${name}: Windmill's driver cannot send a value of ` +
        `that kind. Send it as a basic type and cast it, as in $1::${bound.natural === 'json text' ? 'text' : bound.natural}::${declaration.type}`,
    )
  }
}
