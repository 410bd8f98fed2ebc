import type { Json, JsonObject } from '../shared/json.ts'
import type { Answer, Column, Session } from './engine.ts'
import { cannotExecute } from './errors.ts'
import { dateTimeText, intervalText, timeText, timeZoneText } from './time-text.ts'

type Reader = (text: string) => Json

const asText: Reader = (text) => text
/**
 * A number, or a text for NaN and the infinities, which JSON cannot
 * write. bigint loses digits past 2^53, as in Windmill's clients.
 */
const asNumber: Reader = (text) => (Number.isFinite(Number(text)) ? Number(text) : text)
const asBit: Reader = (text) => (text.length === 1 ? text === '1' : text)

/** How Windmill writes each type as JSON (`datatable/types`), by OID. */
const READERS = new Map<number, Reader>([
  [16, (text) => text === 't'],
  ...[20, 21, 23, 26, 701, 1700].map((oid): [number, Reader] => [oid, asNumber]),
  [700, (text) => (Number.isFinite(Number(text)) ? Math.fround(Number(text)) : text)],
  // bytea, name, text, unknown, inet, bpchar, varchar, date, uuid, tsvector
  ...[17, 19, 25, 705, 869, 1042, 1043, 1082, 2950, 3614].map((oid): [number, Reader] => [oid, asText]),
  [114, JSON.parse],
  [3802, JSON.parse],
  [1083, timeText],
  [1114, (text) => dateTimeText(text)],
  [1184, (text) => dateTimeText(text)],
  [1186, intervalText],
  [1266, timeZoneText],
  [1560, asBit],
  [2278, () => null],
])

/** Array types that Windmill reads, and the type of their elements. Others (uuid[] among them) it does not. */
const ELEMENTS = new Map<number, number>([
  ...([
    [1000, 16],
    [1561, 1560],
    [1005, 21],
    [1007, 23],
    [1016, 20],
    [1009, 25],
    [1015, 1043],
  ] as const),
  ...([
    [199, 114],
    [3807, 3802],
    [1021, 700],
    [1022, 701],
    [1231, 1700],
    [3643, 3614],
    [1115, 1114],
  ] as const),
  ...([
    [1182, 1082],
    [1183, 1083],
    [1270, 1266],
    [1185, 1184],
    [1001, 17],
  ] as const),
])

/**
 * The rows of an answer as JSON objects, as Windmill returns them. Rejects with an execution error for a type that
 * Windmill's executor cannot read either (vector, money, ranges, uuid[]): such a column has to be cast to text.
 */
export async function rowsToJson(session: Session, answer: Answer): Promise<JsonObject[]> {
  if (answer.rows.length === 0) return []
  const readers: Reader[] = []
  for (const column of answer.columns) readers.push(knownReader(column) ?? (await readerOf(session, column)))
  return answer.rows.map((row) =>
    Object.fromEntries(row.map((text, i) => [answer.columns[i]!.name, text === null ? null : readers[i]!(text)])),
  )
}

/** How to read one of PostgreSQL's own types, or an array of them; undefined for another one. */
function knownReader(column: Column): Reader | undefined {
  const reader = READERS.get(column.type)
  if (reader) return reader
  const element = ELEMENTS.get(column.type)
  if (element === undefined) return undefined
  return (text) => readArray(text, column.name).map((value) => (value === null ? null : READERS.get(element)!(value)))
}

/** How to read a type that the database alone knows. */
async function readerOf(session: Session, column: Column): Promise<Reader> {
  const { rows } = await session.run('SELECT typname, typtype FROM pg_type WHERE oid = $1::text::oid', [
    String(column.type),
  ])
  const [name, kind] = rows[0] ?? []
  if (kind === 'e' || kind === 'd' || name === 'citext') return asText
  throw cannotExecute(
    `conversion issue for value at column_name \`${column.name}\` with type ${name}: Windmill cannot return that type, ` +
      `cast the column in the SQL, as in ${column.name}::text`,
  )
}

/** The elements of a one-dimensional array in PostgreSQL's text form: `{1,NULL,"a \"b\""}`. */
function readArray(text: string, column: string): (string | null)[] {
  const body = text.replace(/^\[-?\d+:-?\d+\]=/, '').slice(1, -1)
  if (body.startsWith('{')) {
    throw cannotExecute(
      `conversion issue for array at column_name \`${column}\`: Windmill returns arrays of one dimension, use to_jsonb(${column})`,
    )
  }
  const found: (string | null)[] = []
  for (const [, quoted, plain] of body.matchAll(/"((?:[^"\\]|\\[\s\S])*)"|([^,"]+)/g)) {
    found.push(quoted !== undefined ? quoted.replace(/\\([\s\S])/g, '$1') : plain === 'NULL' ? null : plain!)
  }
  return found
}
