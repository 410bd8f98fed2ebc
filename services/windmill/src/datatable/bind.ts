/**
 * Arguments on their way into a statement. Windmill's driver sends each value with a type that it has chosen itself,
 * from the declared type and from the kind of JSON value; PostgreSQL's own guess is not asked. That decides what works
 * (`int8 = text` does not), so it is done alike here: a parameter becomes `($1::type)` in the statement, and its value
 * goes as text. Types that the driver does not know are left to PostgreSQL, and then only texts, enums and exact
 * matches pass: `$1::vector` and `$1::interval` do not, `$1::text::vector` does.
 */
import type { Json } from '../shared/json.ts'
import { cannotExecute } from './errors.ts'

/** A value ready to be sent. */
export interface Bound {
  text: string | null
  /** The type to send it with; null when PostgreSQL has to work it out. */
  type: string | null
  /** With `type` null: what Windmill's driver would have in hand, by the name of the type that it fits. */
  natural: 'text' | 'json text' | 'int8' | 'float8' | 'bool'
}

/** Each name that a script may use, and the type that is sent (`timetz` goes as `time`, as in Windmill). */
const SENT_AS: Record<string, string> = {
  ...{ bool: 'bool', boolean: 'bool', oid: 'oid', uuid: 'uuid', bytea: 'bytea', json: 'json', jsonb: 'jsonb' },
  ...{ smallint: 'int2', smallserial: 'int2', int2: 'int2', serial2: 'int2' },
  ...{ int: 'int4', integer: 'int4', int4: 'int4', serial: 'int4' },
  ...{ bigint: 'int8', bigserial: 'int8', int8: 'int8', serial8: 'int8' },
  ...{ real: 'float4', float4: 'float4', double: 'float8', 'double precision': 'float8', float8: 'float8' },
  ...{ numeric: 'numeric', decimal: 'numeric' },
  ...{ text: 'text', varchar: 'varchar', 'character varying': 'varchar', char: 'text', character: 'text' },
  ...{ date: 'date', time: 'time', timetz: 'time', 'time with time zone': 'time', 'time without time zone': 'time' },
  ...{ timestamp: 'timestamp', 'timestamp without time zone': 'timestamp' },
  ...{ timestamptz: 'timestamptz', 'timestamp with time zone': 'timestamptz' },
}

const TEXTS = /^(text|varchar)$/
const WHOLE = /^(int2|int4|int8|oid)$/
const FLOATING = /^(float4|float8|numeric)$/
const JSONS = /^jsonb?$/

/**
 * The text and the type with which `value` is sent for a parameter of type `type` (as written); `inferred` says that
 * nobody named a type. Throws an execution error for a text that is none of that type, as Windmill does.
 */
export function bindValue(value: Json, type: string, inferred: boolean): Bound {
  const known = SENT_AS[type.replace(/\[\]$/, '')]
  if (type.endsWith('[]') && (value === null || Array.isArray(value))) return bindArray(value, type, known)
  const sent = type.endsWith('[]') ? 'jsonb' : known
  const bound = bindScalar(value, sent ?? '', inferred)
  return sent === undefined ? { ...bound, type: null } : bound
}

function bindScalar(value: Json, sent: string, inferred: boolean): Bound {
  if (value === null) return { text: null, type: sent, natural: 'text' }
  if (typeof value === 'string') return bindText(value, sent)
  if (typeof value === 'object') return bindJson(value, sent)
  const text = String(value)
  const natural = typeof value === 'boolean' ? 'bool' : Number.isSafeInteger(value) ? 'int8' : 'float8'
  if (!inferred && TEXTS.test(sent)) return { text, type: sent, natural }
  if (natural === 'bool') return { text, type: JSONS.test(sent) ? sent : 'bool', natural }
  const fits = FLOATING.test(sent) || (WHOLE.test(sent) && natural === 'int8')
  return { text, type: fits ? sent : natural, natural }
}

function bindJson(value: Json, sent: string): Bound {
  const asText = TEXTS.test(sent) || sent === 'uuid' || sent === ''
  return { text: JSON.stringify(value), type: asText || JSONS.test(sent) ? sent : 'jsonb', natural: 'json text' }
}

function bindText(value: string, sent: string): Bound {
  const text = convertText(value, sent)
  if (text === undefined) throw cannotExecute(`Cannot parse '${value}' as ${sent}`)
  return { text, type: JSONS.test(sent) ? 'text' : sent, natural: 'text' }
}

const TRUE = /^(true|t|yes|y|1|on)$/i
const FALSE = /^(false|f|no|n|0|off)$/i
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z?)?$/
const TIME = /^(\d{4}-\d\d-\d\dT)?\d\d:\d\d(:\d\d(\.\d+)?)?Z?$/
const TIMESTAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?Z?$/
const TIMESTAMPTZ = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z|[+-]\d\d(:?\d\d)?)?$/

/** The text that PostgreSQL takes for a value of the type, or undefined when Windmill would refuse it. */
function convertText(value: string, sent: string): string | undefined {
  const when = (test: boolean, text = value) => (test ? text : undefined)
  if (WHOLE.test(sent)) return when(/^[+-]?\d+$/.test(value))
  if (sent === 'numeric') return when(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value))
  if (FLOATING.test(sent)) return when(/^[+-]?(inf|infinity|nan|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i.test(value))
  if (sent === 'bool') return when(TRUE.test(value) || FALSE.test(value), String(TRUE.test(value)))
  if (sent === 'date') return when(DATE.test(value), value.slice(0, 10))
  if (sent === 'time') return when(TIME.test(value), value.replace(/^.*T/, '').replace('Z', ''))
  if (sent === 'timestamp') return when(TIMESTAMP.test(value), value.replace('Z', ''))
  if (sent === 'timestamptz')
    return when(TIMESTAMPTZ.test(value), /(UTC|Z|[+-]\d\d(:?\d\d)?)$/.test(value.slice(19)) ? value : `${value}Z`)
  if (sent === 'bytea') return `\\x${Buffer.from(value, 'base64').toString('hex')}`
  return value
}

function bindArray(values: Json[] | null, type: string, element: string | undefined): Bound {
  if (element === undefined)
    throw cannotExecute(`Unsupported JSON array type ${type}: send a text and cast it twice, as in $1::text::${type}`)
  const literal = values?.map((value) => quoteElement(elementText(value, element)))
  return { text: literal ? `{${literal.join(',')}}` : null, type: `${element}[]`, natural: 'text' }
}

function elementText(value: Json, element: string): string | null {
  if (JSONS.test(element)) return JSON.stringify(value)
  if (value === null) return null
  const numeric =
    typeof value === 'number' && (FLOATING.test(element) || (WHOLE.test(element) && Number.isInteger(value)))
  const text =
    typeof value === 'string'
      ? convertText(value, element)
      : numeric || (typeof value === 'boolean' && element === 'bool')
        ? String(value)
        : undefined
  if (text === undefined)
    throw cannotExecute(`Mixed types in array: ${JSON.stringify(value)} is not a value of type ${element}`)
  return text
}

const quoteElement = (text: string | null) => (text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`)
