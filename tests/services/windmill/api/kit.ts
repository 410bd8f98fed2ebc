import { createDataTable, type DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import type { Job, NewJob } from '../../../../services/windmill/src/shared/job.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { realSystem } from '../../../../services/windmill/src/shared/system.ts'
import { flows, folders, scripts } from '../../../../services/windmill/src/store/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

export const WORKSPACE = 'sample'

export interface Asked {
  /** A text is sent as it is, anything else as JSON; both are called JSON. */
  body?: unknown
  /** The administrator's unless given, nobody's when null. */
  token?: string | null
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** The API of a test Windmill with things deployed and jobs in its queue, which a test ends as a worker would. */
export interface ApiKit {
  windmill: TestWindmill
  /** A request to a path behind `/api/w/sample`, or to one that begins with `/api`. */
  ask(method: string, path: string, asked?: Asked): Promise<Response>
  /** As `ask`, and the body read: JSON where it is JSON. */
  answer(method: string, path: string, asked?: Asked): Promise<{ status: number; type: string | null; body: unknown }>
  deployScript(
    path: string,
    content: string,
    more?: { options?: JsonObject; lock?: string | null; hash?: string; schema?: JsonObject },
  ): void
  /** Answers the number of the flow's version. */
  deployFlow(path: string, value: FlowValue, options?: JsonObject): number
  makeFolder(name: string, extraPerms?: Record<string, boolean>): void
  now(): number
  job(id: string): Job
  push(job: Partial<NewJob>): string
  /** Resolves with the id of the next job that is put into the queue, as a worker claims it. */
  nextJob(): Promise<string>
  succeed(id: string, result: Json): void
  fail(id: string, message: string): void
}

export async function openApi(given: { beyond?: boolean; runScript?: DataTable['runScript'] } = {}): Promise<ApiKit> {
  const datatable = { ...createDataTable(), ...(given.runScript && { runScript: given.runScript }) }
  const windmill = await createTestWindmill({ beyond: given.beyond, datatable })
  const { queue, store, system } = windmill
  const { connection } = store

  const ask: ApiKit['ask'] = async (method, path, { body, token = windmill.token, headers = {}, signal } = {}) => {
    const url = path.startsWith('/api') ? path : `/api/w/${WORKSPACE}${path}`
    return windmill.app.request(`http://localhost${url}`, {
      method,
      signal,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
  }

  return {
    windmill,
    ask,
    answer: async (method, path, asked) => {
      const response = await ask(method, path, asked)
      const type = response.headers.get('content-type')
      const text = await response.text()
      return { status: response.status, type, body: type?.startsWith('application/json') ? JSON.parse(text) : text }
    },
    deployScript: (path, content, { options = {}, lock = '', hash = realSystem.secret(8), schema = {} } = {}) => {
      scripts.insertScript.run(connection, {
        workspace_id: WORKSPACE,
        hash,
        path,
        parent_hashes: [],
        summary: '',
        description: '',
        content,
        language: 'bun',
        kind: 'script',
        schema,
        lock,
        options,
        extra_perms: {},
        created_by: 'admin',
        created_at: system.now(),
        deployment_msg: null,
      })
    },
    deployFlow: (path, value, options = {}) => {
      const version = { workspace_id: WORKSPACE, path, value, created_by: 'admin', created_at: system.now() }
      const { id } = flows.insertFlowVersion.one(connection, version)!
      flows.insertFlow.run(connection, {
        workspace_id: WORKSPACE,
        path,
        summary: '',
        description: '',
        options,
        version_id: id,
        extra_perms: {},
        edited_by: 'admin',
        edited_at: system.now(),
      })
      return id
    },
    makeFolder: (name, extra_perms = {}) => {
      folders.insertFolder.run(connection, {
        workspace_id: WORKSPACE,
        name,
        display_name: name,
        summary: null,
        owners: ['u/admin'],
        extra_perms,
        default_permissioned_as: [],
        created_by: 'admin',
        edited_at: system.now(),
      })
    },
    now: system.now,
    job: (id) => queue.get(id)!,
    push: (job) =>
      queue.push({
        workspace_id: WORKSPACE,
        kind: 'preview',
        created_by: 'admin',
        permissioned_as: 'u/admin',
        email: 'admin@windmill.dev',
        args: {},
        ...job,
      }),
    nextJob: () =>
      new Promise((resolve) => {
        queue.events.once('ready', () => resolve(queue.claim(1)[0]!.id))
      }),
    succeed: (id, result) => void queue.end(id, { success: true, result }),
    fail: (id, message) => void queue.end(id, { success: false, result: { error: { message, name: 'Error' } } }),
  }
}
