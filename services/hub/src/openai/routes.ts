import { type Context, Hono } from 'hono'
import { limitBody } from '../../../body-limit.ts'
import type { FanOut } from '../fan-out.ts'
import type { HubLimits } from '../limits.ts'
import type { System } from '../system.ts'
import { type AgentListed, AgentsApi, type WindmillAt } from './agents-api.ts'
import { type ChatRequest, readChatRequest, type Said, sessionOfUser } from './chat-request.ts'
import { completionChunks, wholeCompletion } from './completion.ts'
import { Conversations } from './conversations.ts'
import { hearRun, Inbox } from './follow-run.ts'
import { OpenAiError, toOpenAiError } from './openai-error.ts'
import { STREAM_HEADERS, streamBody } from './stream-body.ts'

/** What the routes work with; without `windmill` there are no agents. */
export interface OpenAiParts {
  fanOut: FanOut
  limits: HubLimits
  system: System
  windmill: WindmillAt | undefined
}

/** The routes below `/v1`. Every error becomes one of OpenAI's in `onError`, and nowhere else. */
export function makeOpenAiRoutes({ fanOut, limits, system, windmill }: OpenAiParts): Hono {
  const app = new Hono()
  const conversations = new Conversations(limits.chatConversations)
  const apiFor = (c: Context) => {
    if (windmill) return new AgentsApi(windmill, c.req.header('authorization'))
    throw new OpenAiError(501, 'no_agents', 'This hub was started without --windmill URL: it knows no agents.')
  }

  app.get('/models', async (c) => {
    const api = apiFor(c)
    const [owner, agents] = await Promise.all([api.whoami(), api.agents()])
    return c.json({ object: 'list', data: agents.map((agent) => modelOf(agent, owner)) })
  })
  app.get('/models/:name', async (c) => {
    const api = apiFor(c)
    const [owner, agent] = await Promise.all([api.whoami(), api.agent(c.req.param('name'))])
    return c.json(modelOf(agent, owner))
  })

  const limited = limitBody(limits.chatBytes, () => {
    throw new OpenAiError(413, 'too_large', `A request has at most ${limits.chatBytes} bytes.`)
  })
  app.post('/chat/completions', limited, async (c) => {
    const api = apiFor(c)
    const request = readChatRequest(await readJson(c), c.req.header('x-session-id'))
    const { model, input, history } = request
    const userId = await api.whoami()
    const of = { caller: userId, agent: model }
    const session_id = sessionFor(request, userId) ?? conversations.find(of, history) ?? system.newId()
    const inbox = new Inbox(fanOut, { userId, sessionId: session_id })
    const { run_id } = await api.startRun(model, { input, session_id, history }).catch((error) => {
      inbox.close()
      throw error
    })
    const { chatMs: mostMs, chatLookMs: lookMs } = limits
    const heard = hearRun(run_id, { inbox, api, system, mostMs, lookMs, signal: c.req.raw.signal })
    const head = { id: `chatcmpl-${run_id}`, created: Math.floor(system.now() / 1000), model }
    const headers = { 'x-run-id': run_id, 'x-session-id': session_id }
    const onAnswer = (content: string) => {
      const said: Said[] = [...history, { role: 'user', content: input }, { role: 'assistant', content }]
      conversations.note(of, said, session_id)
    }
    if (!request.stream) return c.json(await wholeCompletion(head, heard, onAnswer), 200, headers)
    const body = streamBody(completionChunks(head, heard, request, onAnswer), system, limits.chatKeepAliveMs)
    return c.body(body, 200, { ...headers, ...STREAM_HEADERS })
  })

  app.all('*', () => {
    throw new OpenAiError(404, 'not_found', 'There are POST /v1/chat/completions and GET /v1/models.')
  })
  app.onError((thrown, c) => {
    const error = toOpenAiError(thrown)
    return c.json(error.body, error.status as 500, error.headers)
  })
  return app
}

function sessionFor({ session, model }: ChatRequest, caller: string): string | undefined {
  if (!session) return undefined
  return 'id' in session ? session.id : sessionOfUser(caller, model, session.user)
}

const modelOf = ({ name, created_at }: AgentListed, owned_by: string) => ({
  ...{ id: name, object: 'model', created: Math.floor(Date.parse(created_at) / 1000), owned_by },
})

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    throw new OpenAiError(400, 'invalid_request', 'The body must be JSON.')
  }
}
