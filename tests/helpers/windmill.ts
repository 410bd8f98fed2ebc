import { scryptSync } from 'node:crypto'
import type { Hono } from 'hono'
import { createApi, type Windmill } from '../../services/windmill/src/api/index.ts'
import { ADMIN, createAuth, seedInstance } from '../../services/windmill/src/auth/index.ts'
import { createDataTable } from '../../services/windmill/src/datatable/index.ts'
import { createQueue } from '../../services/windmill/src/queue/index.ts'
import type { Json } from '../../services/windmill/src/shared/json.ts'
import { realSystem, type System } from '../../services/windmill/src/shared/system.ts'
import { accounts, groups, members, openStore } from '../../services/windmill/src/store/index.ts'

/** A system whose clock stands still until a test moves it (milliseconds). */
export interface TestSystem extends System {
  pass(milliseconds: number): void
}

/** An answer, read: `body` is JSON where the answer says so, else its text. */
export interface Answer {
  status: number
  headers: Headers
  body: Json
}

export interface CallOptions {
  /** Whose token; the administrator's unless given, nobody's when null. */
  as?: string | null
  headers?: Record<string, string>
}

/** The API over a store in memory, with one workspace. No worker runs: a job stays in the queue until a test ends it. */
export interface TestWindmill extends Windmill {
  app: Hono
  system: TestSystem
  workspace: string
  /** A token of the administrator, who is an admin of the workspace. */
  token: string
  /**
   * A request to a path behind `/api/w/WORKSPACE/`, or to one
   * that begins with `/`. Anything but a text is sent as JSON.
   */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  /** Adds a member to the workspace, by default one who is no admin; answers a token of theirs. */
  addMember(username: string, options?: { is_admin?: boolean; groups?: string[] }): string
  stop(): Promise<void>
}

/** A hash of the password `changeme` that costs a test next to nothing; a hash names its own cost. */
const salt = Buffer.from('a salt for tests')
const key = scryptSync('changeme', salt, 32, { N: 1024, r: 8, p: 1 })
const PASSWORD_HASH = `scrypt$1024$8$1$${salt.toString('base64')}$${key.toString('base64')}`

const START = Date.parse('2026-11-21T08:00:00Z')

/** `given` stands in for what the server would have by itself. */
export async function createTestWindmill(
  given: Partial<Pick<Windmill, 'beyond' | 'datatable' | 'maxBodyBytes'>> = {},
): Promise<TestWindmill> {
  let now = START
  const pass = (milliseconds: number): void => {
    now += milliseconds
  }
  const system: TestSystem = { ...realSystem, now: () => now, pass }
  const workspace = 'sample'
  const store = openStore()
  const { connection } = store
  const auth = createAuth(store, system)
  accounts.insertAccount.run(connection, {
    ...ADMIN,
    name: 'Admin',
    company: 'Windmill',
    password_hash: PASSWORD_HASH,
    super_admin: true,
    first_time_user: true,
    created_at: now,
  })
  await seedInstance(store, auth, system, { workspaces: [workspace] })
  const token = auth.createToken({ email: ADMIN.email, label: 'test' })
  const queue = createQueue(store, system)
  const { datatable = createDataTable(), beyond = false, maxBodyBytes } = given
  const windmill: Windmill = {
    store,
    system,
    queue,
    auth,
    datatable,
    baseUrl: () => 'http://localhost',
    beyond,
    maxBodyBytes,
  }
  const app = createApi(windmill)

  return {
    ...windmill,
    app,
    system,
    workspace,
    token,
    async call(method, path, body, { as = token, headers = {} } = {}) {
      const answer = await app.request(path.startsWith('/') ? path : `/api/w/${workspace}/${path}`, {
        method,
        headers: { ...(as !== null && { authorization: `Bearer ${as}` }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false
      return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as Json) : text }
    },
    addMember(username, { is_admin = false, groups: names = [] } = {}) {
      const email = `${username}@example.com`
      const person = { name: null, company: null, password_hash: null, super_admin: false, first_time_user: false }
      accounts.insertAccount.run(connection, { email, username, ...person, created_at: now })
      members.insertMember.run(connection, { workspace_id: workspace, email, username, is_admin, operator: false, now })
      for (const group_name of names) {
        const group = { workspace_id: workspace, name: group_name, summary: null, extra_perms: {} }
        groups.insertGroup.run(connection, group)
        groups.addToGroup.run(connection, { workspace_id: workspace, group_name, username })
      }
      return auth.createToken({ email })
    },
    async stop() {
      await datatable.stop()
      store.close()
    },
  }
}
