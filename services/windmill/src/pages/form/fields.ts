import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { sampleOf } from './sample.ts'

/** One argument of a form. */
export interface Field {
  name: string
  label: string
  description: string
  required: boolean
  /** What the schema has it be when nothing is said; undefined when it says nothing. */
  initial: Json | undefined
  control: Control
}

export type Control =
  | { kind: 'text'; type: 'text' | 'email' | 'url' | 'time' | 'date' | 'password'; pattern?: string }
  | { kind: 'textarea' }
  | { kind: 'datetime' }
  | { kind: 'number'; whole: boolean; minimum?: number; maximum?: number }
  | { kind: 'checkbox' }
  | { kind: 'choice'; values: Json[]; labels: Record<string, string> }
  | { kind: 'choices'; values: Json[] }
  /** Texts, one a line. */
  | { kind: 'lines' }
  /** Anything else, as JSON. `expects` limits what it may be, `sample` shows how it is written. */
  | { kind: 'json'; expects?: 'object' | 'array'; sample?: Json }
  | { kind: 'resource'; type: string }
  /** A file, which the argument holds in base64. */
  | { kind: 'file' }

const INPUT_TYPES = { email: 'email', uri: 'url', time: 'time', date: 'date' } as const

/**
 * The fields of a schema as Windmill writes them for scripts, flows and approvals: `properties`, `required`, `order`;
 * and in a property `type`, `enum`, `format`, `default`, `title`, `description`. What it does not know becomes JSON.
 */
export function fieldsOf(schema: Json | undefined): Field[] {
  const properties = isJsonObject(schema) && isJsonObject(schema.properties) ? schema.properties : {}
  const { required, order } = (isJsonObject(schema) ? schema : {}) as JsonObject
  const named = Array.isArray(order) ? order.filter((name) => typeof name === 'string' && name in properties) : []
  const names = [...new Set([...(named as string[]), ...Object.keys(properties)])]
  return names.map((name) => {
    const property = isJsonObject(properties[name]) ? properties[name] : {}
    return {
      name,
      label: text(property.title) || name,
      description: text(property.description),
      required: Array.isArray(required) && required.includes(name),
      initial: property.default ?? undefined,
      control: controlOf(property),
    }
  })
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const number = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined)

function controlOf(property: JsonObject): Control {
  const format = text(property.format)
  const type = Array.isArray(property.type) ? property.type.find((each) => each !== 'null') : property.type
  if (format.startsWith('resource-')) return { kind: 'resource', type: format.slice('resource-'.length) }
  if (Array.isArray(property.enum) && property.enum.length > 0) {
    const labels = isJsonObject(property.enumLabels) ? (property.enumLabels as Record<string, string>) : {}
    return { kind: 'choice', values: property.enum, labels }
  }
  switch (type) {
    case 'boolean':
      return { kind: 'checkbox' }
    case 'number':
    case 'integer':
      return {
        kind: 'number',
        whole: type === 'integer',
        minimum: number(property.minimum ?? property.min),
        maximum: number(property.maximum ?? property.max),
      }
    case 'string':
      return stringControl(property, format)
    case 'array':
      return arrayControl(property)
    case 'object':
      return json(Array.isArray(property.oneOf) ? undefined : 'object', property)
    default:
      return json(undefined, property)
  }
}

function stringControl(property: JsonObject, format: string): Control {
  if (property.contentEncoding === 'base64') return { kind: 'file' }
  if (property.password === true) return { kind: 'text', type: 'password' }
  if (format === 'date-time') return { kind: 'datetime' }
  if (['textarea', 'sql', 'yaml', 'json', 'markdown'].includes(format)) return { kind: 'textarea' }
  const type = INPUT_TYPES[format as keyof typeof INPUT_TYPES] ?? 'text'
  return { kind: 'text', type, ...(typeof property.pattern === 'string' && { pattern: property.pattern }) }
}

function json(expects: 'object' | 'array' | undefined, property: JsonObject): Control {
  const sample = sampleOf(property)
  return { kind: 'json', ...(expects && { expects }), ...(sample !== undefined && { sample }) }
}

function arrayControl(property: JsonObject): Control {
  const { items } = property
  if (isJsonObject(items) && Array.isArray(items.enum)) return { kind: 'choices', values: items.enum }
  if (isJsonObject(items) && items.type === 'string' && !items.format) return { kind: 'lines' }
  return json('array', property)
}
