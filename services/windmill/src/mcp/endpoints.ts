import { badRequest } from '../shared/errors.ts'
import type { JsonObject } from '../shared/json.ts'
import type { InputSchema } from './input-schema.ts'

/** A tool that is an endpoint of the API. */
export interface Endpoint {
  name: string
  description: string
  method: 'GET' | 'POST' | 'DELETE'
  /** Behind `/api/w/WORKSPACE`; `{path}` and the like are arguments. */
  path: string
  query?: Properties
  body?: Properties
  /** Arguments that have to be given, beside those of the path. */
  required?: string[]
  /** All further arguments are the body: those of a script or flow. */
  anyBody?: boolean
}

type Properties = Record<string, { type: string; description?: string }>

const text = (description?: string) => ({ type: 'string', ...(description && { description }) })
const flag = (description?: string) => ({ type: 'boolean', ...(description && { description }) })
const object = (description?: string) => ({ type: 'object', ...(description && { description }) })

const page: Properties = {
  page: { type: 'number', description: 'the page, from 1' },
  per_page: { type: 'number', description: 'how many on a page' },
}
const pathStart: Properties = { path_start: text('only paths that begin so') }

const jobFilter: Properties = {
  ...page,
  script_path_exact: text('only jobs of this path'),
  script_path_start: text('only jobs of paths that begin so'),
  created_by: text('only jobs started by this user'),
  job_kinds: text('kinds separated by commas: script, flow, preview, flowpreview, dependencies'),
  parent_job: text('only jobs that this one has started'),
  running: flag('only jobs that run'),
  success: flag('only jobs that have ended so'),
}
const variableFields: Properties = {
  value: text(),
  is_secret: flag('kept encrypted'),
  description: text(),
}
const resourceFields: Properties = { value: object(), resource_type: text('the name of its type'), description: text() }
const flowFields: Properties = {
  summary: text('what it does, in a line'),
  description: text(),
  value: object('the flow in OpenFlow: {modules: […]}'),
  schema: object('the JSON schema of its input'),
}
const scheduleFields: Properties = {
  schedule: text('cron with six fields, seconds first: 0 0 12 * * *'),
  timezone: text('as in Europe/Berlin'),
  args: object('what it is run with'),
  enabled: flag(),
  summary: text(),
}

/** Endpoints that Windmill's own MCP server has as tools, under the same names, as far as this server has them. */
export const ENDPOINTS: Endpoint[] = [
  {
    name: 'listScripts',
    description: 'List scripts',
    method: 'GET',
    path: '/scripts/list',
    query: { ...page, ...pathStart },
  },
  {
    name: 'getScriptByPath',
    description: 'A script: its code, its schema',
    method: 'GET',
    path: '/scripts/get/p/{path}',
  },
  {
    name: 'createScript',
    description:
      'Deploy a script. For a new one leave parent_hash out; to change one, give the path and, as parent_hash, the hash that getScriptByPath answers',
    method: 'POST',
    path: '/scripts/create',
    body: {
      path: text('as in f/FOLDER/NAME or u/USER/NAME'),
      parent_hash: text(),
      summary: text(),
      description: text(),
      content: text('the code, which exports main'),
      language: text('bun for TypeScript, bash, postgresql'),
    },
    required: ['path', 'summary', 'content', 'language'],
  },
  {
    name: 'runScriptByPath',
    description:
      'Start a script; answers the id of the job. Its arguments are those in the schema that getScriptByPath answers',
    method: 'POST',
    path: '/jobs/run/p/{path}',
    anyBody: true,
  },
  {
    name: 'listFlows',
    description: 'List flows',
    method: 'GET',
    path: '/flows/list',
    query: { ...page, ...pathStart },
  },
  { name: 'getFlowByPath', description: 'A flow: its steps, its schema', method: 'GET', path: '/flows/get/{path}' },
  {
    name: 'createFlow',
    description: 'Deploy a new flow',
    method: 'POST',
    path: '/flows/create',
    body: { path: text(), ...flowFields },
    required: ['path', 'summary', 'value'],
  },
  {
    name: 'updateFlow',
    description: 'Deploy another version of a flow',
    method: 'POST',
    path: '/flows/update/{path}',
    body: flowFields,
    required: ['summary', 'value'],
  },
  { name: 'deleteFlowByPath', description: 'Delete a flow', method: 'DELETE', path: '/flows/delete/{path}' },
  {
    name: 'runFlowByPath',
    description:
      'Start a flow; answers the id of the job. Its arguments are those in the schema that getFlowByPath answers',
    method: 'POST',
    path: '/jobs/run/f/{path}',
    anyBody: true,
  },
  {
    name: 'runScriptPreviewAndWaitResult',
    description: 'Run code that is not deployed and answer its result',
    method: 'POST',
    path: '/jobs/run_wait_result/preview',
    body: {
      content: text('the code'),
      language: text('bun for TypeScript'),
      args: object(),
      path: text('where it would lie'),
    },
    required: ['content', 'language', 'args'],
  },
  {
    name: 'listQueue',
    description: 'List jobs that have not ended',
    method: 'GET',
    path: '/jobs/queue/list',
    query: jobFilter,
  },
  {
    name: 'listJobs',
    description: 'List jobs, the last ones first',
    method: 'GET',
    path: '/jobs/list',
    query: jobFilter,
  },
  {
    name: 'getJob',
    description: 'A job: its state, arguments, result and log',
    method: 'GET',
    path: '/jobs_u/get/{id}',
    query: { no_logs: flag(), no_code: flag() },
  },
  { name: 'getJobLogs', description: 'The log of a job', method: 'GET', path: '/jobs_u/get_logs/{id}' },
  {
    name: 'listResource',
    description: 'List resources',
    method: 'GET',
    path: '/resources/list',
    query: { ...page, ...pathStart, resource_type: text('only of these types, separated by commas') },
  },
  { name: 'getResource', description: 'A resource', method: 'GET', path: '/resources/get/{path}' },
  {
    name: 'createResource',
    description: 'Make a resource',
    method: 'POST',
    path: '/resources/create',
    body: { path: text(), ...resourceFields },
    required: ['path', 'value', 'resource_type'],
  },
  {
    name: 'updateResource',
    description: 'Change a resource',
    method: 'POST',
    path: '/resources/update/{path}',
    body: resourceFields,
  },
  { name: 'deleteResource', description: 'Delete a resource', method: 'DELETE', path: '/resources/delete/{path}' },
  { name: 'listResourceType', description: 'List types of resources', method: 'GET', path: '/resources/type/list' },
  {
    name: 'listVariable',
    description: 'List variables',
    method: 'GET',
    path: '/variables/list',
    query: { ...page, ...pathStart },
  },
  { name: 'getVariable', description: 'A variable', method: 'GET', path: '/variables/get/{path}' },
  {
    name: 'createVariable',
    description: 'Make a variable',
    method: 'POST',
    path: '/variables/create',
    body: { path: text(), ...variableFields },
    required: ['path', 'value', 'is_secret', 'description'],
  },
  {
    name: 'updateVariable',
    description: 'Change a variable',
    method: 'POST',
    path: '/variables/update/{path}',
    body: variableFields,
  },
  { name: 'deleteVariable', description: 'Delete a variable', method: 'DELETE', path: '/variables/delete/{path}' },
  {
    name: 'listSchedules',
    description: 'List schedules',
    method: 'GET',
    path: '/schedules/list',
    query: { ...page, ...pathStart },
  },
  { name: 'getSchedule', description: 'A schedule', method: 'GET', path: '/schedules/get/{path}' },
  {
    name: 'createSchedule',
    description: 'Make a schedule. Look at the schema of what it is to run first',
    method: 'POST',
    path: '/schedules/create',
    body: { path: text(), script_path: text('what it runs'), is_flow: flag(), ...scheduleFields },
    required: ['path', 'schedule', 'timezone', 'script_path', 'is_flow', 'args'],
  },
  {
    name: 'updateSchedule',
    description: 'Change a schedule',
    method: 'POST',
    path: '/schedules/update/{path}',
    body: scheduleFields,
    required: ['schedule', 'timezone', 'args'],
  },
  { name: 'deleteSchedule', description: 'Delete a schedule', method: 'DELETE', path: '/schedules/delete/{path}' },
]

const PARAMETER = /\{(\w+)\}/g

const parametersOf = (path: string): string[] => [...path.matchAll(PARAMETER)].map(([, name]) => name!)

/** The input of an endpoint's tool. */
export function endpointInput({ path, query, body, required = [] }: Endpoint): InputSchema {
  const parameters = parametersOf(path)
  const properties = { ...Object.fromEntries(parameters.map((name) => [name, text()])), ...query, ...body }
  return { type: 'object', properties, required: [...new Set([...parameters, ...required])] }
}

/** The request that a call of an endpoint's tool makes: the address behind `/api/w/WORKSPACE`, and the body. */
export function endpointRequest(
  endpoint: Endpoint,
  args: JsonObject,
): { method: string; address: string; body: JsonObject | undefined } {
  const { method, path, query = {}, body, anyBody } = endpoint
  const parameters = parametersOf(path)
  const address = path.replace(PARAMETER, (_, name: string) => encodePath(String(args[name] ?? '')))
  const search = new URLSearchParams()
  for (const name of Object.keys(query)) {
    if (args[name] !== undefined && args[name] !== null) search.set(name, String(args[name]))
  }
  const rest = Object.entries(args).filter(
    ([name]) => !parameters.includes(name) && (anyBody || (body && name in body)),
  )
  return {
    method,
    address: search.size > 0 ? `${address}?${search}` : address,
    body: method === 'POST' ? (Object.fromEntries(rest) as JsonObject) : undefined,
  }
}

/** A part of an address. Dots would lead out of the endpoint, to one that the token may not call. */
function encodePath(path: string): string {
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    throw badRequest(`${path || 'nothing'} is no path`)
  return parts.map(encodeURIComponent).join('/')
}
