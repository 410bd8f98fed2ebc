import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'

/** A JSON schema of an object, as tools have it. */
export interface InputSchema {
  [key: string]: unknown
  type: 'object'
  properties: Record<string, object>
  required: string[]
}

/** What the arguments of a tool are called, and what the script calls them where that is another name. */
export interface ToolInput {
  schema: InputSchema
  /** The script's name for an argument, by the tool's name for it. */
  names: Map<string, string>
}

/** What is known of the resources of a type: what to say of an argument that takes one. */
export type DescribeResources = (type: string) => string

const JSON_TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']

/**
 * The input of a tool, from the schema of a script or flow. MCP clients are strict where Windmill's schemas are not:
 * resources become texts (`$res:PATH`) whose description lists them, keywords of Windmill's own are left out, types that
 * are none are dropped, and names have no other characters than letters, digits and `_`.
 */
export function toolInput(schema: Json, describe: DescribeResources): ToolInput {
  const { properties, required } = isJsonObject(schema) ? schema : {}
  const own = isJsonObject(properties) ? properties : {}
  const needed = Array.isArray(required) ? required : []
  const names = new Map(Object.keys(own).map((name) => [argumentName(name), name]))
  const made = [...names].map(([name, original]) => [name, strict(own[original]!, describe)])
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(made) as Record<string, object>,
      required: [...names].filter(([, original]) => needed.includes(original)).map(([name]) => name),
    },
    names,
  }
}

/** The arguments under the names that the script has for them. */
export const namedAsInScript = (names: ToolInput['names'], args: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [names.get(name) ?? name, value]))

const argumentName = (name: string): string => name.replaceAll(' ', '_').replace(/[^\p{L}\p{N}_]/gu, '')

function strict(node: Json, describe: DescribeResources): JsonObject {
  if (!isJsonObject(node)) return {}
  const { originalType, resourceType, type, enum: choices, default: initial, ...rest } = node
  const made: JsonObject = { ...rest }
  const resource = resourceOf(node)
  if (resource !== undefined) {
    const { format, properties, ...plain } = made
    return { ...plain, type: 'string', description: described(node, describe(resource)) }
  }
  const kind = typeOf(node)
  if (kind !== undefined) made.type = kind
  if (Array.isArray(choices)) made.enum = choices
  if (initial !== undefined && (initial !== null || includesNull(kind))) made.default = initial
  if (typeof made.format === 'string' && made.format === '') delete made.format
  if (isJsonObject(made.properties)) {
    const inner = Object.entries(made.properties).map(([name, each]) => [name, strict(each, describe)])
    made.properties = Object.fromEntries(inner) as JsonObject
  }
  for (const key of ['items', 'additionalProperties']) {
    if (isJsonObject(made[key])) made[key] = strict(made[key], describe)
  }
  for (const key of ['allOf', 'oneOf', 'anyOf']) {
    if (Array.isArray(made[key])) made[key] = made[key].map((each) => strict(each, describe))
  }
  return made
}

/** A resource is `{type: object, format: resource-NAME}`, or within a list `{type: resource, resourceType: NAME}`. */
function resourceOf({ format, type, resourceType }: JsonObject): string | undefined {
  if (typeof format === 'string' && format.startsWith('resource-')) return format.slice('resource-'.length)
  return type === 'resource' && typeof resourceType === 'string' ? resourceType : undefined
}

function described({ description }: JsonObject, more: string): string {
  return typeof description === 'string' && description !== '' ? `${description}. ${more}` : more
}

/** The type as JSON Schema has it; whole numbers are numbers, since some clients know no others. */
function typeOf(node: JsonObject): Json | undefined {
  if (isJsonObject(node.properties)) return 'object'
  if (node.items !== undefined) return 'array'
  const { type } = node
  const known = [type].flat().filter((each) => typeof each === 'string' && JSON_TYPES.includes(each)) as string[]
  const kinds = [...new Set(known.map((each) => (each === 'integer' ? 'number' : each)))]
  return kinds.length > 1 ? kinds : kinds[0]
}

const includesNull = (type: Json | undefined): boolean => [type].flat().includes('null')
