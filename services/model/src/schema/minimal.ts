import { isObject, type Json, type JsonSchema } from './json.ts'
import { resolve, typeOf } from './resolve.ts'

const MAX_DEPTH = 12

/** The smallest value that the schema allows. `pattern` and `not` are not looked at. */
export function minimal(schema: JsonSchema, root: JsonSchema, depth = 0): Json {
  const plain = resolve(schema, root)
  if (plain.const !== undefined) return plain.const
  if (plain.default !== undefined) return plain.default
  if (plain.enum?.length) return plain.enum[0]!
  switch (typeOf(plain)) {
    case 'object':
      return depth > MAX_DEPTH ? {} : minimalObject(plain, root, depth)
    case 'array': {
      const items = Array.from({ length: depth > MAX_DEPTH ? 0 : (plain.minItems ?? 0) })
      return items.map(() => minimal(plain.items ?? {}, root, depth + 1))
    }
    case 'integer':
    case 'number':
      return minimalNumber(plain)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return minimalString(plain)
  }
}

function minimalObject(schema: JsonSchema, root: JsonSchema, depth: number): Json {
  const properties = schema.properties ?? {}
  const entries = (schema.required ?? []).map((key) => [key, minimal(properties[key] ?? {}, root, depth + 1)] as const)
  return Object.fromEntries(entries)
}

const FORMATS: Record<string, string> = {
  date: '1970-01-01',
  'date-time': '1970-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'nobody@example.com',
  uri: 'https://example.com',
  uuid: '00000000-0000-0000-0000-000000000000',
}

function minimalString(schema: JsonSchema): string {
  return FORMATS[schema.format ?? ''] ?? '-'.repeat(schema.minLength ?? 0)
}

function minimalNumber(schema: JsonSchema): number {
  const step = schema.multipleOf ?? (typeOf(schema) === 'integer' ? 1 : 0.5)
  const { minimum, exclusiveMinimum: above, maximum, exclusiveMaximum: below } = schema
  if (above !== undefined && above >= 0) return (Math.floor(above / step) + 1) * step
  if (minimum !== undefined && minimum > 0) return Math.ceil(minimum / step) * step
  if (below !== undefined && below <= 0) return (Math.ceil(below / step) - 1) * step
  if (maximum !== undefined && maximum < 0) return Math.floor(maximum / step) * step
  return 0
}

/** Whether `value` has the type, the choices and the bounds of a resolved schema. Its parts are not looked at. */
export function fits(value: Json, schema: JsonSchema): boolean {
  if (schema.const !== undefined) return value === schema.const
  if (schema.enum) return schema.enum.includes(value)
  switch (typeOf(schema)) {
    case 'string':
      return typeof value === 'string' && within(value.length, schema.minLength, schema.maxLength)
    case 'integer':
      return Number.isInteger(value) && numberFits(value as number, schema)
    case 'number':
      return typeof value === 'number' && numberFits(value, schema)
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return Array.isArray(value) && within(value.length, schema.minItems, schema.maxItems)
    case 'object':
      return isObject(value)
    default:
      return value === null
  }
}

function numberFits(value: number, schema: JsonSchema): boolean {
  return (
    within(value, schema.minimum, schema.maximum) &&
    value > (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
    value < (schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY) &&
    (schema.multipleOf === undefined || value % schema.multipleOf === 0)
  )
}

function within(value: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): boolean {
  return value >= least && value <= most
}
