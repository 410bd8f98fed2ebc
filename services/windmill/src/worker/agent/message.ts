import type OpenAI from 'openai'
import type { JsonObject } from '../../shared/json.ts'

/** A message of an agent's conversation; `agent_action` says what the agent did by it, and is not for the model. */
export type Message = OpenAI.ChatCompletionMessageParam & { agent_action?: JsonObject }
