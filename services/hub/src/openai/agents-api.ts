import { z } from 'zod'
import type { Said } from './chat-request.ts'
import { OpenAiError } from './openai-error.ts'

/** Where the agents are. */
export interface WindmillAt {
  /** Without a slash at the end. */
  baseUrl: string
  workspace: string
}

const runSchema = z.object({
  status: z.string(),
  output: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
})

/** A run that has ended, as far as an answer is made of it. */
export type Run = z.infer<typeof runSchema>

/** The part of a run's last event that an answer is made of; an event too large for the hub comes without. */
export const endedRun = (data: unknown): Run | undefined => runSchema.safeParse(data).data

export interface AgentListed {
  name: string
  created_at: string
}

/** The API of agents for one caller, whose token is passed on. Calls throw OpenAiError. */
export class AgentsApi {
  #windmill: WindmillAt
  #authorization: string

  /** Throws OpenAiError 401 when the header holds no token. */
  constructor(windmill: WindmillAt, authorization: string | undefined) {
    if (!/^Bearer +\S+$/i.test(authorization ?? ''))
      throw new OpenAiError(401, 'invalid_api_key', 'Give a token of Windmill as the API key.')
    this.#windmill = windmill
    this.#authorization = authorization!
  }

  /** The caller's name in the workspace. */
  async whoami(): Promise<string> {
    const me = await this.#call('GET', `/api/w/${this.#windmill.workspace}/users/whoami`)
    return z.object({ username: z.string() }).parse(me).username
  }

  async startRun(
    agent: string,
    run: { input: string; session_id: string; history: Said[] },
  ): Promise<{ run_id: string; session_id: string }> {
    const started = await this.#route('POST', `agents/${encodeURIComponent(agent)}/runs`, run)
    return z.object({ run_id: z.string(), session_id: z.string() }).parse(started)
  }

  /** The run, when it has ended. */
  async endedRun(run_id: string): Promise<Run | undefined> {
    const run = await this.#route('GET', `runs/${run_id}`)
    return z.object({ ended_at: z.string().nullable() }).parse(run).ended_at ? runSchema.parse(run) : undefined
  }

  /** A run that has ended meanwhile is left as it is. */
  async cancelRun(run_id: string): Promise<void> {
    try {
      await this.#route('POST', `runs/${run_id}/cancel`, { reason: 'The client has gone' })
    } catch (error) {
      if (!(error instanceof OpenAiError && error.status === 409)) throw error
    }
  }

  async agent(name: string): Promise<AgentListed> {
    return agentSchema.parse(await this.#route('GET', `agents/${encodeURIComponent(name)}`))
  }

  /** All of the caller's agents. */
  async agents(): Promise<AgentListed[]> {
    const all: AgentListed[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page = await this.#route('GET', `agents?limit=200&after=${encodeURIComponent(after)}`)
      const { agents, next } = z.object({ agents: z.array(agentSchema), next: z.string().nullable() }).parse(page)
      all.push(...agents)
      after = next
    }
    return all
  }

  #route(method: string, path: string, body?: object): Promise<unknown> {
    return this.#call(method, `/api/r/${this.#windmill.workspace}/v1/${path}`, body)
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    let response: Response
    try {
      response = await fetch(`${this.#windmill.baseUrl}${path}`, {
        method,
        headers: { authorization: this.#authorization, ...(body && { 'content-type': 'application/json' }) },
        body: body && JSON.stringify(body),
      })
    } catch {
      throw new OpenAiError(502, 'windmill_unreachable', `The hub cannot reach Windmill at ${this.#windmill.baseUrl}.`)
    }
    const text = await response.text()
    if (response.ok) return JSON.parse(text)
    throw refusal(response.status, text)
  }
}

const agentSchema = z.object({ name: z.string(), created_at: z.string() })

/** What the API of agents, or Windmill itself, says no with. */
function refusal(status: number, text: string): OpenAiError {
  const { code, message } = errorOf(text)
  if (status === 401) return new OpenAiError(401, 'invalid_api_key', message)
  if (code === 'AGENT_NOT_FOUND') return new OpenAiError(404, 'model_not_found', message, 'model')
  return new OpenAiError(status < 500 ? status : 502, code, message)
}

function errorOf(text: string): { code: string; message: string } {
  try {
    return z.object({ error: z.object({ code: z.string(), message: z.string() }) }).parse(JSON.parse(text)).error
  } catch {
    return { code: 'windmill_refused', message: `Windmill answered: ${text.slice(0, 500)}` }
  }
}
