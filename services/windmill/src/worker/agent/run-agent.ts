/**
 * The native AI agent step: the model is asked; as long as it calls tools, each is run as a job, one after the other,
 * and its result is told to the model; the first answer without a call is the agent's. The loop is one job, as in
 * Windmill: when its worker ends, it begins again. (`f/agents` has a loop that does not.)
 */
import type OpenAI from 'openai'
import { WindmillError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { WorkerContext } from '../context.ts'
import { streamTeller } from '../tell-stream.ts'
import { type Answer, completeChat } from './complete-chat.ts'
import { readInputs } from './inputs.ts'
import { openMemory } from './memory.ts'
import type { Message } from './message.ts'
import { endpointOf } from './provider.ts'
import { runTool } from './run-tool.ts'
import { showAction } from './show-action.ts'
import { readTools, type Tool } from './tools.ts'

const DEFAULT_ITERATIONS = 10

export interface AgentEnd {
  /** The output, all messages, and the tokens used. */
  result: JsonObject
  /** Has the step remember the conversation; to be called in the transaction of the job's end. */
  remember(): void
}

/** Carries an agent step out. */
export async function runAgent(
  worker: WorkerContext,
  job: Job,
  args: JsonObject,
  signal: AbortSignal,
): Promise<AgentEnd> {
  const inputs = readInputs(args)
  const endpoint = endpointOf(inputs.provider)
  const tools = readTools(worker, job, job.options.agent?.tools ?? [])
  const memory = openMemory(worker, job, inputs)
  const messages: Message[] = inputs.system_prompt ? [{ role: 'system', content: inputs.system_prompt }] : []
  messages.push(...memory.earlier)
  if (inputs.user_message) messages.push({ role: 'user', content: inputs.user_message })
  const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 }
  const say = streamOf(worker, job, inputs.streaming ?? false)

  for (let turn = 0; turn < (inputs.max_iterations ?? DEFAULT_ITERATIONS); turn++) {
    const answer = await completeChat(endpoint, {
      inputs,
      messages: messages.map(({ agent_action, ...message }) => message as OpenAI.ChatCompletionMessageParam),
      tools: tools.map((tool) => tool.schema),
      signal,
      listener: inputs.streaming ? { token: (content) => say({ type: 'token_delta', content }) } : undefined,
    })
    usage.input_tokens += answer.usage.input_tokens
    usage.output_tokens += answer.usage.output_tokens
    usage.total_tokens = usage.input_tokens + usage.output_tokens

    if (answer.tool_calls.length === 0) {
      const agent_action = { type: 'message' }
      showAction(worker, job, agent_action)
      messages.push({ role: 'assistant', content: answer.content ?? '', agent_action })
      const output = inputs.output_schema ? parseOutput(answer.content) : (answer.content ?? '')
      const result = { output, messages: messages as unknown as Json, usage }
      return { result, remember: () => memory.keep(messages) }
    }
    messages.push(assistantTurn(answer))
    for (const call of answer.tool_calls) messages.push(await answerCall(worker, job, tools, call, say, signal))
  }
  throw new WindmillError('execution', 'AI agent reached max iterations, but there are still tool calls')
}

/** Tells of a step of the agent in the job's stream, a line of JSON each; says nothing when the step does not stream. */
function streamOf(worker: WorkerContext, job: Job, streaming: boolean): (event: JsonObject) => void {
  if (!streaming) return () => {}
  const tell = streamTeller(worker, job)
  return (event) => tell(`${JSON.stringify(event)}\n`)
}

function assistantTurn({ content, tool_calls }: Answer): Message {
  return {
    role: 'assistant',
    ...(content !== null && { content }),
    tool_calls: tool_calls.map(({ id, name, arguments: given }) => ({
      id,
      type: 'function',
      function: { name, arguments: given },
    })),
  }
}

async function answerCall(
  worker: WorkerContext,
  job: Job,
  tools: Tool[],
  call: Answer['tool_calls'][number],
  say: (event: JsonObject) => void,
  signal: AbortSignal,
): Promise<Message> {
  const about = { call_id: call.id, function_name: call.name }
  say({ type: 'tool_call', ...about })
  say({ type: 'tool_call_arguments', ...about, arguments: call.arguments })
  const tool = tools.find(({ name }) => name === call.name)
  if (!tool) throw new WindmillError('execution', `Internal: Tool not found: ${call.name}`)
  say({ type: 'tool_execution', ...about })
  const end = await runTool(worker, job, tool, parseArguments(call), signal)
  const agent_action = { type: 'tool_call', job_id: end.job_id, function_name: call.name, module_id: tool.id }
  showAction(worker, job, agent_action)
  say({ type: 'tool_result', ...about, result: end.text, success: end.success })
  return { role: 'tool', content: end.text, tool_call_id: call.id, agent_action }
}

function parseArguments({ name, arguments: given }: Answer['tool_calls'][number]): JsonObject {
  try {
    return given === '' ? {} : JSON.parse(given)
  } catch {
    throw new WindmillError(
      'execution',
      `the model called ${name} with arguments that are no JSON: ${given.slice(0, 200)}`,
    )
  }
}

function parseOutput(content: string | null): Json {
  try {
    return JSON.parse(content ?? '')
  } catch {
    throw new WindmillError(
      'execution',
      `the model's answer does not fit output_schema: ${(content ?? '').slice(0, 200)}`,
    )
  }
}
