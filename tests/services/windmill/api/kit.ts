import { createApi, type Windmill } from '../../../../services/windmill/src/api/index.ts'
import { ADMIN, createAuth, createWorkspace } from '../../../../services/windmill/src/auth/index.ts'
import type { DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { createQueue } from '../../../../services/windmill/src/queue/index.ts'
import type { Job, NewJob } from '../../../../services/windmill/src/shared/job.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { realSystem, type System } from '../../../../services/windmill/src/shared/system.ts'
import { accounts, flows, folders, members, openStore, scripts } from '../../../../services/windmill/src/store/index.ts'

export const WORKSPACE = 'tests'

/** A time that stands still until a test moves it. */
export interface Clock {
  now: number
}

export interface Asked {
  body?: unknown
  token?: string | null
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** The API over a store in memory, with no worker: a test ends jobs itself, as a worker would. */
export interface ApiKit {
  windmill: Windmill
  clock: Clock
  admin: string
  /** A request to a path behind `/api/w/tests`, or to one that begins with `/api`. JSON is sent unless the body is a text. */
  ask(method: string, path: string, asked?: Asked): Promise<Response>
  /** As `ask`, and the body read: JSON where it is JSON. */
  answer(method: string, path: string, asked?: Asked): Promise<{ status: number; type: string | null; body: unknown }>
  deployScript(
    path: string,
    content: string,
    more?: { options?: JsonObject; lock?: string | null; hash?: string },
  ): void
  deployFlow(path: string, value: FlowValue, options?: JsonObject): number
  makeFolder(name: string, extraPerms?: Record<string, boolean>): void
  /** A member who is no admin; answers a token of theirs. */
  makeMember(username: string): string
  job(id: string): Job
  push(job: Partial<NewJob>): string
  /** Resolves with the id of the next job that is put into the queue. */
  nextJob(): Promise<string>
  succeed(id: string, result: Json): void
  fail(id: string, message: string): void
  close(): void
}

export function openApi({
  beyond = false,
  runScript = async () => null,
}: {
  beyond?: boolean
  runScript?: DataTable['runScript']
} = {}): ApiKit {
  const clock: Clock = { now: Date.parse('2026-11-21T08:00:00Z') }
  const system: System = { ...realSystem, now: () => clock.now }
  const store = openStore()
  const queue = createQueue(store, system)
  const auth = createAuth(store, system)
  const { connection } = store
  const account = { company: null, password_hash: null, first_time_user: false, created_at: clock.now }
  accounts.insertAccount.run(connection, { ...ADMIN, ...account, name: 'Admin', super_admin: true })
  createWorkspace(store, system, { id: WORKSPACE, name: WORKSPACE }, ADMIN)
  const admin = auth.createToken({ email: ADMIN.email })
  const windmill: Windmill = {
    store,
    system,
    queue,
    auth,
    datatable: { runScript } as DataTable,
    baseUrl: () => 'http://127.0.0.1:8000',
    beyond,
  }
  const api = createApi(windmill)
  const by = { edited_by: 'admin', edited_at: clock.now }

  const ask: ApiKit['ask'] = async (method, path, { body, token = admin, headers = {}, signal } = {}) => {
    const url = path.startsWith('/api') ? path : `/api/w/${WORKSPACE}${path}`
    const isText = typeof body === 'string'
    return api.request(`http://127.0.0.1:8000${url}`, {
      method,
      signal,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
    })
  }

  return {
    windmill,
    clock,
    admin,
    ask,
    answer: async (method, path, asked) => {
      const response = await ask(method, path, asked)
      const type = response.headers.get('content-type')
      const text = await response.text()
      return { status: response.status, type, body: type?.startsWith('application/json') ? JSON.parse(text) : text }
    },
    deployScript: (path, content, { options = {}, lock = '', hash = realSystem.secret(8) } = {}) => {
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
        schema: null,
        lock,
        options,
        extra_perms: {},
        created_by: 'admin',
        created_at: clock.now,
        deployment_msg: null,
      })
    },
    deployFlow: (path, value, options = {}) => {
      const version = { workspace_id: WORKSPACE, path, value, created_by: 'admin', created_at: clock.now }
      const { id } = flows.insertFlowVersion.one(connection, version)!
      flows.insertFlow.run(connection, {
        workspace_id: WORKSPACE,
        path,
        summary: '',
        description: '',
        options,
        version_id: id,
        extra_perms: {},
        ...by,
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
        edited_at: clock.now,
      })
    },
    makeMember: (username) => {
      const email = `${username}@windmill.dev`
      accounts.insertAccount.run(connection, { ...account, email, username, name: username, super_admin: false })
      const member = { workspace_id: WORKSPACE, email, username, is_admin: false, operator: false, now: clock.now }
      members.insertMember.run(connection, member)
      return auth.createToken({ email })
    },
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
    close: () => store.close(),
  }
}
