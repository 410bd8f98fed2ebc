import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setClient } from 'windmill-client'
import { parse } from 'yaml'
import type { DataTable } from '../../services/windmill/src/datatable/index.ts'

/** What a route answers: JSON (or text, for a string with `text`) and a status. */
export interface DoorAnswer {
  status?: number
  json?: unknown
  text?: string
}

type Route = (request: {
  body: unknown
  match: RegExpExecArray
  query: URLSearchParams
}) => DoorAnswer | Promise<DoorAnswer>

/**
 * A stand-in for Windmill's HTTP API, as far as a test says: variables, resources, the data table, and routes of its own.
 * The unmodified windmill-client of this process talks to it. Anything else is answered 404, and noted in `unexpected`.
 */
export interface WindmillDoor {
  url: string
  variables: Map<string, string>
  /** Those that the repository deploys, and those of a test; `$var:path` in them is the variable's value. */
  resources: Map<string, unknown>
  /** Answers requests such as `GET /scripts/get/p/u/ada/x` (the path behind `/api/w/WORKSPACE`). */
  on(method: string, path: RegExp, route: Route): void
  unexpected: string[]
  stop(): Promise<void>
}

const WORKSPACE = 'tests'

/** Resources that are deployed with the scripts that read them. */
const DEPLOYED = ['f/openanalyst/hub']

function deployedResource(path: string): unknown {
  const file = join(import.meta.dirname, '..', '..', `${path}.resource.yaml`)
  return (parse(readFileSync(file, 'utf8')) as { value: unknown }).value
}

/** A reference to a variable, in JSON. */
const VARIABLE = /"\$var:([^"]+)"/g

/** Opens the door on a free port and points windmill-client at it. */
export async function openWindmillDoor(dataTable?: DataTable): Promise<WindmillDoor> {
  const routes: { method: string; path: RegExp; route: Route }[] = []
  const variables = new Map<string, string>()
  const resources = new Map<string, unknown>(DEPLOYED.map((path) => [path, deployedResource(path)]))
  const unexpected: string[] = []
  const found = (map: Map<string, unknown>, path: string): DoorAnswer =>
    map.has(path) ? { json: map.get(path) } : { status: 404, text: `Not found: nothing at path ${path}` }

  const on: WindmillDoor['on'] = (method, path, route) => void routes.unshift({ method, path, route })
  on('GET', /^\/variables\/get_value\/(.+)$/, ({ match }) => found(variables, match[1]!))
  on('GET', /^\/resources\/get_value_interpolated\/(.+)$/, ({ match }) => {
    const text = JSON.stringify(resources.get(match[1]!) ?? null)
    const missing = [...text.matchAll(VARIABLE)].find(([, path]) => !variables.has(path!))
    if (missing || !resources.has(match[1]!)) return found(variables, missing?.[1] ?? match[1]!)
    return { json: JSON.parse(text.replace(VARIABLE, (_, path) => JSON.stringify(variables.get(path)))) }
  })
  on('POST', /^\/jobs\/run_inline\/preview$/, async ({ body }) => {
    const { content, args } = body as { content: string; args: Record<string, never> }
    try {
      return { json: await dataTable!.runScript(content, args) }
    } catch (error) {
      return { status: 500, text: `Internal: ${(error as Error).message}` }
    }
  })

  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const path = decodeURIComponent(request.url!.split('?')[0]!.replace(`/api/w/${WORKSPACE}`, ''))
    for (const { method, path: pattern, route } of routes) {
      const match = method === request.method ? pattern.exec(path) : null
      if (!match) continue
      const query = new URLSearchParams(request.url!.split('?')[1])
      const answer = await route({ body: text ? JSON.parse(text) : undefined, match, query })
      const isText = answer.text !== undefined
      response.writeHead(answer.status ?? 200, { 'content-type': isText ? 'text/plain' : 'application/json' })
      response.end(isText ? answer.text : JSON.stringify(answer.json ?? null))
      return
    }
    unexpected.push(`${request.method} ${path}`)
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  process.env.WM_WORKSPACE = WORKSPACE
  setClient('token-of-the-tests', url)
  return {
    url,
    variables,
    resources,
    on,
    unexpected,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
