import OpenAI from 'openai'
import { answerTurn } from '../../../services/model/src/answer.ts'
import { chatSchema, readTurn } from '../../../services/model/src/http/chat-request.ts'
import type { Model, System } from '../../../services/model/src/index.ts'
import type { Answer, Call } from '../../../services/model/src/turn.ts'

/** A System that counts its ids and whose time stands still. */
export function fakeSystem(): System {
  let ids = 0
  return {
    now: () => 1_700_000_000_000,
    newId() {
      ids += 1
      return `id${ids}`
    },
  }
}

/** The real client, without retries. */
export function clientOf(model: Model): OpenAI {
  return new OpenAI({ baseURL: model.baseUrl, apiKey: 'none', maxRetries: 0 })
}

type ToolParameter = OpenAI.Chat.Completions.ChatCompletionFunctionTool

/** A tool as a request offers it. All properties are required unless told otherwise. */
export function tool(
  name: string,
  description: string,
  properties: Record<string, unknown>,
  required = Object.keys(properties),
): ToolParameter {
  return { type: 'function', function: { name, description, parameters: { type: 'object', properties, required } } }
}

const text = { type: 'string' }

/** The three tools of a router in Windmill. */
export const WINDMILL: ToolParameter[] = [
  tool('create_windmill_script', 'Create a new script in Windmill', {
    name: text,
    language: text,
    code: text,
    description: text,
  }),
  tool('create_windmill_flow', 'Create a new workflow in Windmill', {
    name: text,
    steps: { type: 'array', items: { type: 'object' } },
    description: text,
  }),
  tool('execute_windmill_task', 'Execute an existing Windmill script', {
    script_path: text,
    arguments: { type: 'object' },
  }),
]

/** What the rules answer to one user message; `request` replaces or adds fields. */
export function ask(task: string, request: object = {}, system = 'You help.'): Answer {
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: task },
  ]
  return answerTurn(readTurn(chatSchema.parse({ model: 'offline', messages, ...request })))
}

/** The words of an answer; the calls or the value, written down, when there are none. */
export function textOf(answer: Answer): string {
  return 'text' in answer ? answer.text : JSON.stringify(answer)
}

/** The calls of an answer; none when it is words. */
export function callsOf(answer: Answer): Call[] {
  return 'calls' in answer ? answer.calls : []
}
