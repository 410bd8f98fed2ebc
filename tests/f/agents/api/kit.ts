import type { RunEvent } from '../../../../f/lib/store/index.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../../../helpers/open-analyst.ts'
import { type ScriptedModel, startScriptedModel } from '../../../helpers/scripted-model.ts'

/** An answer of the API. */
export interface ApiAnswer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is what is tested
  body: any
}

export interface AskOptions {
  /** Whose token; ada's unless given, nobody's when null. */
  as?: string | null
  headers?: Record<string, string>
}

/** The whole, as `npm start` brings it up, with two users who are no admins, and a model that plays a script. */
export interface ApiBench {
  analyst: OpenAnalyst
  model: ScriptedModel
  /** Tokens of two users. */
  ada: string
  bob: string
  /** A request to a path behind `/api/r/openanalyst/v1/`. */
  ask(method: string, path: string, body?: unknown, options?: AskOptions): Promise<ApiAnswer>
  /** Runs an agent of ada's and waits. */
  run(agent: string, input: unknown, more?: object): Promise<ApiAnswer>
  /** Waits until a run of ada's is in that state; a run that ends otherwise throws. */
  until(runId: string, status: string): Promise<ApiAnswer['body']>
  events(runId: string): Promise<RunEvent[]>
  stop(): Promise<void>
}

export async function startApiBench(): Promise<ApiBench> {
  const analyst = await startOpenAnalyst()
  const model = await startScriptedModel()
  const { baseUrl } = analyst.target
  await analyst.useModel(model.provider)
  const [ada, bob] = [await addUser(analyst, 'ada'), await addUser(analyst, 'bob')]

  const ask: ApiBench['ask'] = async (method, path, body, { as = ada, headers = {} } = {}) => {
    const response = await fetch(`${baseUrl}/api/r/openanalyst/v1/${path}`, {
      method,
      headers: {
        ...(as !== null && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, body: isJson ? JSON.parse(text) : text }
  }

  return {
    analyst,
    model,
    ada,
    bob,
    ask,
    run: (agent, input, more) => ask('POST', `agents/${agent}/runs`, { input, wait: true, ...more }),
    async until(runId, status) {
      for (;;) {
        const { body } = await ask('GET', `runs/${runId}`)
        if (body.status === status) return body
        if (body.ended_at) throw new Error(`The run is ${body.status}, not ${status}: ${JSON.stringify(body.error)}`)
      }
    },
    events: async (runId) => (await ask('GET', `runs/${runId}/events`)).body.events,
    async stop() {
      await model.stop()
      await analyst.stop()
    },
  }
}

/** Adds a member who is no admin, and answers a token of theirs. */
async function addUser({ target, call }: OpenAnalyst, username: string): Promise<string> {
  const [email, password] = [`${username}@example.com`, `${username} changes it`]
  const post = async (path: string, body: object) => {
    const response = await fetch(`${target.baseUrl}/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return text
  }
  await post('/users/create', { email, password, super_admin: false, name: username })
  await call('POST', '/workspaces/add_user', { email, username, is_admin: false, operator: false })
  return await post('/auth/login', { email, password })
}
