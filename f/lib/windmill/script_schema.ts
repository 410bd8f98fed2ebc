import { afterOf, listOf, literalOf, unionOf, withoutComments } from './type_text.ts'

/** A JSON Schema of arguments, as Windmill makes forms and tools of. */
export interface ArgumentsSchema {
  $schema: string
  type: 'object'
  order: string[]
  properties: Record<string, PropertySchema>
  required: string[]
}

export interface PropertySchema {
  /** Empty for a value of any type. */
  type: string
  description?: string
  format?: string
  enum?: string[]
  items?: PropertySchema
  properties?: Record<string, PropertySchema>
  required?: string[]
  default?: unknown
}

/**
 * The schema of the arguments of a TypeScript script, read from its `main` (or the function in its `workflow(…)`) as
 * Windmill's command line does. Newer versions of Windmill read it themselves when a deploy brings none; older ones, and
 * the embedded one, make no form then. A type that is not understood is any. Undefined when there is no `main`.
 */
export function scriptSchema(content: string): ArgumentsSchema | undefined {
  const code = withoutComments(content)
  const parameters = parametersOf(code)
  if (!parameters) return undefined
  const read = parameters.map((parameter, index) => readParameter(parameter, index, code))
  return {
    ...{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
    order: read.map(({ name }) => name),
    properties: Object.fromEntries(read.map(({ name, schema }) => [name, { description: '', ...schema }])),
    required: read.filter(({ required }) => required).map(({ name }) => name),
  }
}

const MAIN = /\bfunction\s+main\s*(?=[(<])/
const WORKFLOW = /\bmain\s*=\s*(?:\w+\.)?workflow\s*\(\s*(?:async\s*)?(?:function\b\s*\w*\s*)?(?=[(<])/

function parametersOf(code: string): string[] | undefined {
  const found = MAIN.exec(code) ?? WORKFLOW.exec(code)
  if (!found) return undefined
  const start = code.indexOf('(', found.index + found[0].length)
  return start < 0 ? undefined : listOf(afterOf(code, start), ',')
}

interface Parameter {
  name: string
  required: boolean
  schema: PropertySchema
}

function readParameter(text: string, index: number, code: string): Parameter {
  const [declared, ...initial] = listOf(text, '=')
  const [target, ...typed] = listOf(declared ?? '', ':')
  const type = typed.join(':').trim()
  const given = initial.length > 0 ? literalOf(initial.join('=').trim()) : undefined
  const isOptional = /\?\s*$/.test(target!) || initial.length > 0 || unionOf(type).includes('undefined')
  const name = target!.replace(/[?\s]+$/, '').trim()
  const schema = type ? typeSchema(type, code) : schemaOfValue(given)
  return {
    name: /^[\w$]+$/.test(name) ? name : `anon${index + 1}`,
    required: !isOptional,
    schema: given === undefined ? schema : { ...schema, default: given },
  }
}

const PLAIN: Record<string, PropertySchema> = {
  string: { type: 'string' },
  number: { type: 'number' },
  bigint: { type: 'integer' },
  boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date-time' },
  object: { type: 'object', properties: {} },
}

const ANY: PropertySchema = { type: '' }

/** The schema of a type as it is written. `code` is looked through for what a name stands for. */
function typeSchema(type: string, code: string): PropertySchema {
  const parts = unionOf(type).filter((part) => part !== 'null' && part !== 'undefined')
  const literals = parts.map(literalOf)
  if (parts.length > 0 && literals.every((literal) => typeof literal === 'string'))
    return { type: 'string', enum: literals as string[] }
  if (parts.length !== 1) return ANY
  const one = parts[0]!
  if (one in PLAIN) return PLAIN[one]!
  const element = /^(.+)\[\]$/s.exec(one)?.[1] ?? /^Array\s*<(.+)>$/s.exec(one)?.[1]
  if (element && !/^(?:readonly|keyof|typeof)\b/.test(element)) {
    return { type: 'array', items: typeSchema(element.replace(/^\((.*)\)$/s, '$1'), code) }
  }
  if (one.startsWith('{')) return objectSchema(afterOf(one, 0), code)
  if (/^Record\s*</.test(one)) return PLAIN.object!
  return /^[\w$]+(?:\.[\w$]+)*$/.test(one) ? namedSchema(one, code) : ANY
}

const UNKNOWN = new Set(['any', 'unknown', 'never', 'void', 'symbol'])

/** A type of the file, or else of a resource: `RT.SocialApi` and `SocialApi` are the resource type `social_api`. */
function namedSchema(name: string, code: string): PropertySchema {
  if (UNKNOWN.has(name)) return ANY
  const last = name.split('.').at(-1)!
  const declared = new RegExp(`\\b(?:type\\s+${last}\\s*=|interface\\s+${last})\\s*(?=\\{)`).exec(code)
  if (declared) return objectSchema(afterOf(code, declared.index + declared[0].length), code)
  if (new RegExp(`\\b(?:type|interface|enum|class)\\s+${last}\\b`).test(code)) return ANY
  const resource = last.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  return { type: 'object', format: `resource-${resource}` }
}

function objectSchema(body: string, code: string): PropertySchema {
  const fields = listOf(body.replaceAll('\n', ';\n'), ';', ',').flatMap((field) => {
    const [key, ...typed] = listOf(field, ':')
    const name = key!.trim().replace(/^readonly\s+/, '')
    const type = typed.join(':').trim()
    if (!type || !/^["']?[\w$-]+["']?\??$/.test(name)) return []
    return [{ name: name.replace(/["'?]/g, ''), isOptional: name.endsWith('?'), schema: typeSchema(type, code) }]
  })
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
  const properties = Object.fromEntries(fields.map(({ name, schema }) => [name, { description: '', ...schema }]))
  return { type: 'object', properties, ...(required.length > 0 && { required }) }
}

function schemaOfValue(value: unknown): PropertySchema {
  if (Array.isArray(value)) return { type: 'array', items: value.length > 0 ? schemaOfValue(value[0]) : ANY }
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return { type: typeof value }
    case 'number':
      return { type: Number.isInteger(value) ? 'integer' : 'number' }
    case 'object': {
      if (value === null) return ANY
      const of = Object.entries(value).map(([key, each]) => [key, { description: '', ...schemaOfValue(each) }])
      return { type: 'object', properties: Object.fromEntries(of) }
    }
    default:
      return ANY
  }
}
