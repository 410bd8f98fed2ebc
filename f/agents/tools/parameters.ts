import type { JsonSchema } from '../../lib/json_schema.ts'

/** The argument that brings a tool the id of its call, the same in each try; the model does not see it. */
export const IDEMPOTENCY_KEY = 'idempotency_key'

/** Notes of Windmill for its forms, which say nothing to a model. */
const NOTES = new Set([
  '$schema',
  'order',
  'originalType',
  'customErrorMessage',
  'showExpr',
  'x-no-s3-storage-workspace',
])

/**
 * The parameters of a tool as its model sees them: the schema of the script or flow, without what Windmill notes in it
 * for its forms, and without the idempotency key. A schema that names arguments takes no others.
 */
export function toolParameters(schema: unknown): JsonSchema {
  const { properties, required, ...rest } = cleaned(schema) as JsonSchema
  const own = Object.fromEntries(
    Object.entries((properties ?? {}) as JsonSchema).filter(([name]) => name !== IDEMPOTENCY_KEY),
  )
  const needed = ((required ?? []) as string[]).filter((name) => name !== IDEMPOTENCY_KEY)
  const closed = properties !== undefined && rest.additionalProperties === undefined
  return { ...rest, type: 'object', properties: own, required: needed, ...(closed && { additionalProperties: false }) }
}

/** A schema without notes. What stands below `properties` are names of arguments, whatever they are called. */
function cleaned(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((part) => cleaned(part))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([name, part]) => isNames || !(NOTES.has(name) || part === null || part === ''),
  )
  return Object.fromEntries(kept.map(([name, part]) => [name, cleaned(part, !isNames && name === 'properties')]))
}
