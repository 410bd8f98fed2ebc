import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { DOCUMENT_ROUTE, errorBody, ROUTES, type Route, type SharedRefusal } from '../../f/agents/api/contract/index.ts'

type Json = Record<string, unknown>

/** What every route refuses. */
const ALWAYS_REFUSED = {
  400: { id: 'BadRequest', description: 'The request is not as it must be' },
  401: { id: 'Unauthorized', description: 'There is no token, or none that is good' },
}

/**
 * The API of agents as an OpenAPI 3.1 document, made of the schemas that its routes are checked with. A schema with an
 * `id` in its meta stands under `components`, and so does a refusal with an `id`.
 */
export function openapiDocument(): Json {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const paths: Record<string, Json> = {}
  const responses: Record<string, Json> = {}
  for (const [name, route] of Object.entries<Route>({ ...ROUTES, get_document: DOCUMENT_ROUTE })) {
    const path = `/${name === 'get_document' ? 'openapi.json' : route.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operationOf(name, route) }
    Object.assign(responses, sharedResponses(route))
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Agents',
      version,
      description:
        'Agents and teams that outlive their worker. Whose agents, runs, sessions and memories these are is decided by the token alone.',
    },
    servers: [
      {
        url: '{windmill}/api/r/{workspace}/v1',
        variables: { windmill: { default: 'http://localhost:8000' }, workspace: { default: 'openanalyst' } },
      },
    ],
    security: [{ windmill: [] }],
    paths,
    components: {
      securitySchemes: {
        windmill: { type: 'http', scheme: 'bearer', description: 'A token of Windmill; its owner is the user' },
      },
      responses,
      schemas: componentSchemas(),
    },
  }
}

function operationOf(name: string, route: Route): Json {
  const { summary, description, params, query, body, answers } = route
  const parameters = name === 'get_document' ? [] : [...parametersOf(params, 'path'), ...parametersOf(query, 'query')]
  const answered = Object.entries(answers).map(([status, { description: said, schema }]) => [
    status,
    { description: said, content: { 'application/json': { schema: schemaOf(schema) } } },
  ])
  const refused = Object.entries(refusalsOf(route)).map(([status, refusal]) => [
    status,
    typeof refusal === 'string' ? refusalAs(refusal) : { $ref: `#/components/responses/${refusal.id}` },
  ])
  return {
    operationId: name,
    summary,
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: Object.fromEntries([...answered, ...refused]),
  }
}

const refusalsOf = ({ refusals }: Route): Record<string, string | SharedRefusal> => ({ ...ALWAYS_REFUSED, ...refusals })

/** What a route refuses as others do, by its name under `components`. */
function sharedResponses(route: Route): Record<string, Json> {
  const shared = Object.values(refusalsOf(route)).filter((refusal) => typeof refusal !== 'string')
  return Object.fromEntries(shared.map(({ id, description }) => [id, refusalAs(description)]))
}

function refusalAs(description: string): Json {
  return { description, content: { 'application/json': { schema: schemaOf(errorBody) } } }
}

function parametersOf(schema: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, part]) => {
    const { description, ...plain } = schemaOf(part as z.ZodType)
    const required = where === 'path'
    return { name, in: where, required, ...(description ? { description } : {}), schema: plain }
  })
}

const uri = (id: string) => `#/components/schemas/${id}`

/** A schema by its name under `components`, or written out when it has none. */
function schemaOf(schema: z.ZodType): Json {
  const id = z.globalRegistry.get(schema)?.id
  return id ? { $ref: uri(id) } : plain(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }))
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'input', unrepresentable: 'any', uri, override })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, plain(schema)]))
}

/** Of what is made ready before it is checked, what it is checked against is told. */
const override: z.core.ToJSONSchemaParams['override'] = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod
  if (def.type !== 'pipe' || def.in._zod.def.type !== 'transform') return
  Object.assign(jsonSchema, plain(z.toJSONSchema(def.out as z.ZodType, { io: 'input' })))
}

function plain({ $schema, $id, id, ...schema }: z.core.JSONSchema.BaseSchema): Json {
  return schema
}
