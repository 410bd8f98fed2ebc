import { capitalised, sayingOf, subjectOf, TextValues } from '../text/values.ts'
import { isObject, type Json, type JsonSchema } from './json.ts'
import { fits, minimal } from './minimal.ts'
import { resolve, typeOf } from './resolve.ts'

/** An object made from words, and the required properties that the words did not give. */
export interface Filled {
  value: Record<string, Json>
  missing: string[]
}

/** Names of properties that hold a whole saying rather than a value in it. */
const SAYINGS =
  /^(answer|body|content|description|goal|input|instructions?|message|output|prompt|query|question|reply)$|^(request|response|summary|task|text|reason|explanation|topic|search|search_query|fact)$/i
/** Names of properties that hold somebody's name. */
const PEOPLE = /name|person|user|member|who/i
/** Names of properties that hold a place. */
const PLACES = /city|country|location|place|town|where|destination|region/i

/**
 * Fills an object schema from `text`: `key=value` pairs first, then choices that the text names, then addresses, dates,
 * numbers, quoted words and capitalised words in the order of the properties. `saying` fills the properties that are
 * meant for a whole text (`message`, `query`, `answer` …).
 */
export function fillObject(schema: JsonSchema, text: string, saying: string, root = schema): Filled {
  const plain = resolve(schema, root)
  const values = new TextValues(text, Object.keys(plain.properties ?? {}))
  const required = new Set(plain.required)
  const value: Record<string, Json> = {}
  const missing: string[] = []
  // Required properties take first, so that an optional one does not eat the only number.
  const entries = Object.entries(plain.properties ?? {})
  const ordered = [...entries.filter(([key]) => required.has(key)), ...entries.filter(([key]) => !required.has(key))]
  for (const [key, property] of ordered) {
    const filled = fillProperty(key, resolve(property, root), values, required.has(key) ? saying : '', root)
    if (filled !== undefined) value[key] = filled
    else if (required.has(key)) missing.push(key)
  }
  return { value, missing }
}

/** The object of `fillObject`, with the smallest allowed value where the text gives none: always valid. */
export function fillCompletely(schema: JsonSchema, text: string, saying: string): Json {
  const root = resolve(schema, schema)
  if (typeOf(root) !== 'object') return minimal(schema, schema)
  return completed(fillObject(schema, text, saying), root, schema)
}

function completed({ value, missing }: Filled, plain: JsonSchema, root: JsonSchema): Record<string, Json> {
  const smallest = missing.map((key) => [key, minimal(plain.properties?.[key] ?? {}, root)] as const)
  return { ...value, ...Object.fromEntries(smallest) }
}

function fillProperty(
  key: string,
  schema: JsonSchema,
  values: TextValues,
  saying: string,
  root: JsonSchema,
): Json | undefined {
  if (schema.const !== undefined) return schema.const
  const paired = values.paired(key)
  if (paired !== undefined) {
    const value = coerce(paired, schema)
    if (fits(value, schema)) return value
  }
  if (schema.enum) return values.takeChoice(schema.enum)
  switch (typeOf(schema)) {
    case 'number':
    case 'integer':
      return values.takeNumber((number) => fits(number, schema))
    case 'string':
      return fillString(key, schema, values, saying)
    case 'array':
      return fillArray(resolve(schema.items ?? {}, root), schema, values)
    case 'object': {
      const filled = fillObject(schema, values.text, '', root)
      if (Object.keys(filled.value).length === 0) return undefined
      return completed(filled, schema, root)
    }
    default:
      return undefined
  }
}

function fillString(key: string, schema: JsonSchema, values: TextValues, saying: string): string | undefined {
  const byFormat: Record<string, () => string | undefined> = {
    uri: () => values.takeMatch(/https?:\/\/[^\s"'<>)]+/),
    email: () => values.takeMatch(/[\w.+-]+@[\w-]+\.[\w.]*\w/),
    date: () => values.takeMatch(/\b\d{4}-\d{2}-\d{2}\b/),
    'date-time': () => values.takeMatch(/\b\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?/),
  }
  if (schema.format && byFormat[schema.format]) return byFormat[schema.format]!()
  if (/url|uri|link|endpoint/i.test(key)) return byFormat.uri!() ?? values.takeQuoted()
  if (/e?mail/i.test(key)) return byFormat.email!() ?? values.takeQuoted()
  const subject = PEOPLE.test(key) ? subjectOf(values.text) : undefined
  if (subject !== undefined) return subject
  const quoted = values.takeQuoted()
  if (quoted !== undefined && fits(quoted, schema)) return quoted
  const named = values.after(key)
  if (named !== undefined) return named
  if (PLACES.test(key)) return capitalised(values.text, /\b(?:in|at|from|to|for|of)\s+/)
  if (PEOPLE.test(key)) return capitalised(values.text, /\b(?:for|to|of|called|named|is)\s+/)
  return SAYINGS.test(key) && saying ? sayingOf(saying, schema.maxLength) : undefined
}

function fillArray(items: JsonSchema, schema: JsonSchema, values: TextValues): Json | undefined {
  const type = typeOf(items)
  const found: Json[] = []
  const take = type === 'number' || type === 'integer' ? () => values.takeNumber() : () => values.takeQuoted()
  if (type === 'object' || type === 'array') return undefined
  for (let next = take(); next !== undefined; next = take()) found.push(next)
  return found.length > 0 && fits(found, schema) ? found : undefined
}

/** A value of a pair in the type that the schema wants, where that is possible. */
function coerce(value: Json, schema: JsonSchema): Json {
  switch (typeOf(schema)) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value)
    case 'array':
      return Array.isArray(value) ? value : [value]
    case 'object':
      return isObject(value) ? value : {}
    default:
      return value
  }
}
