import type { JsonSchema } from './json.ts'

const MAX_HOPS = 20

/**
 * The plain schema behind `schema`: `$ref` followed (`#`, `#/$defs/x`, `#/definitions/x` of `root`), `allOf` merged, and of
 * `anyOf` and `oneOf` the first that is not null. What goes round in circles ends as an empty schema.
 */
export function resolve(schema: JsonSchema, root: JsonSchema, hops = 0): JsonSchema {
  if (hops > MAX_HOPS) return {}
  if (schema.$ref !== undefined) return resolve(followRef(schema.$ref, root), root, hops + 1)
  if (schema.allOf) {
    const { allOf, ...own } = schema
    const parts = allOf.map((part) => resolve(part, root, hops + 1))
    return [...parts, own].reduce<JsonSchema>(merge, {})
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (!choices?.length) return schema
  const resolved = choices.map((choice) => resolve(choice, root, hops + 1))
  const { anyOf: _any, oneOf: _one, ...own } = schema
  return merge(own, resolved.find((choice) => typeOf(choice) !== 'null') ?? {})
}

/** The type that a value of a resolved schema is made for; `null` only when nothing else is allowed. */
export function typeOf(schema: JsonSchema): string {
  const types = schema.type === undefined ? [] : [schema.type].flat()
  const named = types.find((type) => type !== 'null') ?? types[0]
  if (named) return named
  if (schema.properties) return 'object'
  if (schema.items) return 'array'
  return 'string'
}

function merge(a: JsonSchema, b: JsonSchema): JsonSchema {
  const merged: JsonSchema = { ...a, ...b }
  if (a.properties && b.properties) merged.properties = { ...a.properties, ...b.properties }
  if (a.required && b.required) merged.required = [...new Set([...a.required, ...b.required])]
  return merged
}

function followRef(ref: string, root: JsonSchema): JsonSchema {
  if (ref === '#') return root
  const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(ref)?.[1]
  return (name && (root.$defs?.[name] ?? root.definitions?.[name])) || {}
}
