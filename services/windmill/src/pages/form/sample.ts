import { isJsonObject, type Json } from '../../shared/json.ts'

/** Levels of a value that a sample goes into. */
const DEEPEST = 3

/**
 * A value that a schema would take, to show in an empty field what is to be written there: `{"mode": "a", "count": 0}`.
 * Undefined where the schema does not say what is inside.
 */
export function sampleOf(schema: Json | undefined, depth = 0): Json | undefined {
  if (!isJsonObject(schema) || depth === DEEPEST) return undefined
  if (schema.default !== undefined && schema.default !== null) return schema.default
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0]
  if (isJsonObject(schema.properties) && Object.keys(schema.properties).length > 0) {
    const entries = Object.entries(schema.properties)
    return Object.fromEntries(entries.map(([name, property]) => [name, sampleOf(property, depth + 1) ?? null]))
  }
  if (schema.items !== undefined) {
    const item = sampleOf(schema.items, depth + 1)
    return item === undefined ? undefined : [item]
  }
  return depth === 0 ? undefined : SAMPLES[String(schema.type)]
}

const SAMPLES: Record<string, Json> = { string: '', number: 0, integer: 0, boolean: false, object: {}, array: [] }
