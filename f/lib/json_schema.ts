import { isPattern } from './pattern.ts'
/** A JSON Schema, as far as tools and answers use it. */
export type JsonSchema = Record<string, unknown>

/*
 * A check against JSON Schema that costs a job nothing to import, where ajv and zod cost 9 ms and more (README.md). It
 * knows the keywords below; `format` and the like are notes to a reader, as the standard allows. `$ref` reaches
 * definitions of the same schema.
 */

/** How many faults are told at once. */
const MAX_FAULTS = 10

/** What of `value` does not fit `schema`, each as `path: what is wrong`; empty when it fits. */
export function schemaFaults(schema: JsonSchema, value: unknown, root = schema, at = ''): string[] {
  const faults: string[] = []
  const fault = (text: string) => void faults.push(`${at || 'value'}: ${text}`)
  const inside = (sub: unknown, part: unknown, name: string | number) =>
    void faults.push(...faultsOf(sub, part, root, at ? `${at}.${name}` : String(name)))

  if (typeof schema.$ref === 'string') faults.push(...faultsOf(resolve(root, schema.$ref), value, root, at))
  if (schema.type !== undefined && !typesOf(schema.type).some((type) => isOfType(value, type))) {
    return [`${at || 'value'}: must be ${typesOf(schema.type).join(' or ')}, is ${typeOf(value)}`]
  }
  if ('const' in schema && !isSame(schema.const, value)) fault(`must be ${JSON.stringify(schema.const)}`)
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => isSame(each, value)))
    fault(`must be one of ${JSON.stringify(schema.enum)}`)
  if (typeof value === 'number') numberFaults(schema, value, fault)
  if (typeof value === 'string') textFaults(schema, value, fault)
  if (Array.isArray(value)) {
    if (value.length < limit(schema.minItems, 0)) fault(`must have at least ${schema.minItems} items`)
    if (value.length > limit(schema.maxItems, Infinity)) fault(`must have at most ${schema.maxItems} items`)
    for (const [index, item] of value.entries()) if (schema.items) inside(schema.items, item, index)
  } else if (isObject(value)) {
    const properties = isObject(schema.properties) ? schema.properties : {}
    for (const name of namesIn(schema.required)) if (!Object.hasOwn(value, name)) fault(`${name} is missing`)
    for (const [name, part] of Object.entries(value)) {
      if (Object.hasOwn(properties, name)) inside(properties[name], part, name)
      else if (schema.additionalProperties === false)
        fault(`${name} is not known; there is ${Object.keys(properties).join(', ') || 'nothing'}`)
      else if (isObject(schema.additionalProperties)) inside(schema.additionalProperties, part, name)
    }
  }
  faults.push(...combinedFaults(schema, value, root, at))
  return faults.slice(0, MAX_FAULTS)
}

/** Why nothing can be checked against `schema`, each with the path there; none when it is a schema. */
export function faultsOfSchema(
  schema: JsonSchema,
  root = schema,
  path: string[] = [],
): { path: string[]; message: string }[] {
  const { type, pattern, $ref } = schema
  const wrong = [
    ...(type === undefined ? [] : typesOf(type))
      .filter((each) => !TYPES.includes(each))
      .map((each) => ['type', `there is no type ${each}; there are ${TYPES.join(', ')}`] as const),
    ...(typeof pattern !== 'string' || isPattern(pattern, 'u')
      ? []
      : [['pattern', 'not a regular expression'] as const]),
    ...(typeof $ref !== 'string' || leadsOn(root, $ref)
      ? []
      : [['$ref', `${$ref} leads nowhere in this schema; #/$defs/NAME would`] as const]),
  ].map(([name, message]) => ({ path: [...path, name], message }))
  const below = subschemas(schema).flatMap(([at, sub]) =>
    isObject(sub) ? faultsOfSchema(sub, root, [...path, ...at]) : [],
  )
  return [...wrong, ...below]
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']

/** The schemas within a schema, with the names that lead there. */
function subschemas(schema: JsonSchema): [string[], unknown][] {
  const one = ['items', 'additionalProperties', 'not'].map((name): [string[], unknown] => [[name], schema[name]])
  const many = ['properties', '$defs', 'definitions', 'allOf', 'anyOf', 'oneOf'].flatMap((name) =>
    Object.entries(schema[name] ?? {}).map(([key, sub]): [string[], unknown] => [[name, key], sub]),
  )
  return [...one, ...many]
}

/** Whether a `$ref` comes to a schema at last, not to nothing and not round in a circle. */
function leadsOn(root: JsonSchema, ref: string, passed: string[] = []): boolean {
  const to = resolve(root, ref)
  if (passed.includes(ref) || (!isObject(to) && typeof to !== 'boolean')) return false
  return isObject(to) && typeof to.$ref === 'string' ? leadsOn(root, to.$ref, [...passed, ref]) : true
}

function faultsOf(schema: unknown, value: unknown, root: JsonSchema, at: string): string[] {
  if (schema === false) return [`${at || 'value'}: must not be there`]
  return isObject(schema) ? schemaFaults(schema, value, root, at) : []
}

function combinedFaults(schema: JsonSchema, value: unknown, root: JsonSchema, at: string): string[] {
  const fits = (sub: unknown) => faultsOf(sub, value, root, at).length === 0
  const faults = listOf(schema.allOf).flatMap((sub) => faultsOf(sub, value, root, at))
  const any = listOf(schema.anyOf)
  if (any.length > 0 && !any.some(fits)) faults.push(`${at || 'value'}: fits none of ${any.length} forms`)
  const one = listOf(schema.oneOf)
  if (one.length > 0 && one.filter(fits).length !== 1)
    faults.push(`${at || 'value'}: must fit exactly one of ${one.length} forms`)
  if (isObject(schema.not) && fits(schema.not)) faults.push(`${at || 'value'}: is what it must not be`)
  return faults
}

function numberFaults(schema: JsonSchema, value: number, fault: (text: string) => void): void {
  if (value < limit(schema.minimum, -Infinity)) fault(`must be at least ${schema.minimum}`)
  if (value > limit(schema.maximum, Infinity)) fault(`must be at most ${schema.maximum}`)
  if (value <= limit(schema.exclusiveMinimum, -Infinity)) fault(`must be more than ${schema.exclusiveMinimum}`)
  if (value >= limit(schema.exclusiveMaximum, Infinity)) fault(`must be less than ${schema.exclusiveMaximum}`)
  if (typeof schema.multipleOf === 'number' && !Number.isInteger(value / schema.multipleOf))
    fault(`must be a multiple of ${schema.multipleOf}`)
}

function textFaults(schema: JsonSchema, value: string, fault: (text: string) => void): void {
  if (value.length < limit(schema.minLength, 0)) fault(`must have at least ${schema.minLength} characters`)
  if (value.length > limit(schema.maxLength, Infinity)) fault(`must have at most ${schema.maxLength} characters`)
  if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(value))
    fault(`must match ${schema.pattern}`)
}

/** What `$ref` leads to (RFC 6901); undefined where there is nothing. */
function resolve(root: JsonSchema, ref: string): unknown {
  const names = ref.replace(/^#\/?/, '').split('/').filter(Boolean)
  return names.reduce<unknown>((at, name) => {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? at[key as keyof typeof at] : undefined
  }, root)
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  return typeOf(value) === type
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'object' ? 'object' : typeof value
}

/** JSON values are the same when their texts are, whatever the order of their names. */
const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other)
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (isObject(part) ? Object.fromEntries(Object.entries(part).sort()) : part)) ?? ''

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const namesIn = (value: unknown): string[] => listOf(value).map(String)
const typesOf = (type: unknown): string[] => (Array.isArray(type) ? type.map(String) : [String(type)])
const limit = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)
