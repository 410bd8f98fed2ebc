import type { Report } from '../../lib/events.ts'
import type { ChatAnswer, Message } from '../../lib/llm/index.ts'
import { type Closure, isLive, type PinnedTool } from '../closure/index.ts'
import type { NewToolCall, ToolResult } from '../store/tool_calls.ts'
import { readAnswer } from './answer.ts'
import type { Begun, CallResult, PlannedCall, RunEnd, Turn } from './begun.ts'
import { judgeWith } from './judge.ts'
import { meteredChat } from './metered_chat.ts'
import { planCalls } from './plan_calls.ts'
import { reporterOf, type Services } from './services.ts'
import { TokenStream } from './token_stream.ts'

/** What a turn is asked with. */
export interface Question {
  turn: number
  messages: Message[]
  tools: PinnedTool[]
  /** What the calls of the turn before came to, for the table. */
  results: ToolResult[]
  /** Events that are told while the model is asked. */
  untold: Report[]
  /** How many tools have been called before. */
  called: number
  /** What the run is to pin before the first answer, when that is left to do. */
  pins?: Closure | null
}

/** What is kept of an answer. */
interface KeptTurn {
  text: string
  tool_calls: ChatAnswer['tool_calls']
  planned: PlannedCall[]
  findings: Report[]
}

/**
 * One turn of the model: tells what is new, asks, and plans what it wants called. A turn that is not to
 * be, because its time is over or its budget would be passed, ends the run.
 */
export async function askModel(services: Services, begun: Begun, question: Question): Promise<Turn> {
  const { run, agent } = begun
  const { turn, results, untold, pins } = question
  const { definition } = agent
  const late = overdue(services, begun)
  if (late) {
    if (untold.length > 0) await reporterOf(services, run)(...untold)
    return { end: late }
  }
  // What guards are to look at is not shown before they have.
  const stream = definition.guardrails.output.length === 0 ? new TokenStream(services.outbox, run, turn) : undefined
  const { temperature, max_tokens } = definition.model
  const { tools, messages } = question
  const schema = definition.output_schema
  const metered = await meteredChat<KeptTurn>(services, {
    ...{ run, prices: begun.prices, place: `turn/${turn}`, models: agent.models, stream },
    until: deadlineOf(begun),
    ...{ results, untold, pins },
    request: {
      messages,
      tools: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
      temperature: temperature ?? undefined,
      max_tokens: max_tokens ?? undefined,
      json_schema: schema && tools.length === 0 ? { name: 'answer', schema } : undefined,
      needed_by: `the agent ${definition.name}`,
    },
    async read({ text, tool_calls }) {
      const left = definition.limits.max_tool_calls - question.called
      const sources = { isLive, judge: judgeWith(services, begun, `turn/${turn}`) }
      const { planned, findings } = await planCalls(begun, { turn, wanted: tool_calls, tools, left }, sources)
      const last =
        tool_calls.length === 0 && definition.guardrails.output.length === 0 && !readAnswer(definition, text).faults
      return { kept: { text, tool_calls, planned, findings }, calls: planned.map(rowOf), last }
    },
    tell: ({ text, tool_calls, planned, findings }, model) => [
      answered(turn, stream ? text : null, tool_calls, model),
      ...findings,
      ...planned.map(called),
    ],
  })
  if (!metered.ok) {
    const isLate = metered.end.error?.code === 'LLM_TIMEOUT'
    return { end: (isLate && overdue(services, begun)) || metered.end }
  }
  const { text, tool_calls, planned } = metered.kept
  const message = { role: 'assistant' as const, content: text, ...(tool_calls.length > 0 && { tool_calls }) }
  return { end: null, message, calls: planned, unsettled: metered.unsettled }
}

function answered(turn: number, text: string | null, tool_calls: ChatAnswer['tool_calls'], model: string): Report {
  const tools = tool_calls.map(({ name }) => name)
  const message = tools.length > 0 ? `The model wants ${tools.join(', ')}` : 'The model has answered'
  return { key: `turn/${turn}`, type: 'MODEL_ANSWERED', step: `turn/${turn}`, message, data: { text, tools, model } }
}

const deadlineOf = ({ run, agent }: Begun): number => run.began_at + agent.definition.limits.deadline_s * 1000

function overdue({ clock }: Services, begun: Begun): RunEnd | undefined {
  const { deadline_s } = begun.agent.definition.limits
  if (clock.now() < deadlineOf(begun)) return undefined
  const message = `The run had ${deadline_s} s, and they are over. Raise limits.deadline_s, or ask for less at once.`
  return { status: 'failed', output: null, error: { code: 'DEADLINE', message, details: { deadline_s } } }
}

function rowOf(call: PlannedCall): NewToolCall {
  const { id, place, tool } = call
  const error = call.plan === 'refuse' ? call.error : null
  const reason = call.plan === 'ask' ? call.reason : (error?.message ?? null)
  return { id, place, tool, arguments: call.arguments, status: error ? 'refused' : 'running', reason, error }
}

function called(call: PlannedCall): Report {
  const { id, place, tool, plan } = call
  const said = { call: `Calling ${tool}`, ask: `Asking whether to call ${tool}`, board: 'Putting tasks on the board' }
  const message = plan === 'refuse' ? `Not calling ${tool}: ${call.error.message}` : said[plan]
  const data = { call: id, tool, arguments: call.arguments, plan, ...(plan === 'refuse' && { error: call.error }) }
  return {
    key: `call/${place}`,
    type: 'TOOL_CALLED',
    level: plan === 'refuse' ? 'warn' : 'info',
    step: place,
    message,
    data,
  }
}

/** What is told of a call that has ended. */
export function returned(result: CallResult): Report {
  const { id, place, tool } = result.call
  const event = { key: `call/${place}/end`, type: 'TOOL_RETURNED', step: place }
  if (result.ok) return { ...event, message: `${tool} has answered`, data: { call: id, tool, result: result.value } }
  const { error } = result
  return { ...event, level: 'warn', message: `${tool}: ${error.message}`, data: { call: id, tool, error } }
}

/** How a call stands in the table from now on. */
export function endOf(result: CallResult): ToolResult {
  const { id } = result.call
  if (result.ok) return { id, status: 'completed', result: result.value ?? null, error: null }
  return { id, status: result.refused ? 'refused' : 'failed', result: null, error: result.error }
}
