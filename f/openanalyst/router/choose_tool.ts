import * as wmill from 'windmill-client'
import { type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import type { Run } from '../../lib/events.ts'
import { chat, type Message, type Provider, readProvider, type Usage } from '../../lib/llm/index.ts'
import { reporterOf } from '../task_run.ts'
import { aboutOf, codeOf, type ImpossibleCall, type PlannedCall, planCall } from './plan_call.ts'
import { TOOLS } from './tool_definitions.ts'

/** What the model wants next: tool calls, or none when its words are the answer. */
export interface Choice {
  message: Extract<Message, { role: 'assistant' }>
  calls: (PlannedCall | ImpossibleCall)[]
  /** Whether a person has to agree before the code of these calls is run. */
  needs_approval: boolean
  usage: Usage
}

/** Asks the model. What goes wrong is answered, with its code and its remedy. */
export async function chooseTool(
  run: Run,
  turn: number,
  messages: Message[],
): Promise<Choice | { error: ErrorRecord }> {
  const report = reporterOf(run)
  try {
    const provider = await readProvider()
    const event = { type: 'TASK_PROGRESS', step: 'choose_tool' }
    await report({ ...event, key: `turn/${turn}/asked`, message: `Asking ${provider.models.chat} (${provider.kind})` })
    const { text, tool_calls, usage, model } = await chat(provider, {
      ...{ messages, tools: [...TOOLS], needed_by: 'the router' },
    })
    const calls = tool_calls.map(planCall)
    const wanted = tool_calls.map(({ name }) => name).join(', ')
    const message = calls.length > 0 ? `The model wants ${wanted}` : 'The model has answered'
    await report({ ...event, key: `turn/${turn}/chosen`, message, data: { tools: calls.map(nameOf), model, usage } })
    const needs_approval = calls.some(hasCode) && (await mustAsk(provider))
    return {
      message: { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls }) },
      ...{ calls, needs_approval, usage },
    }
  } catch (error) {
    return { error: toErrorRecord(error) }
  }
}

const nameOf = (call: PlannedCall | ImpossibleCall) => ({
  tool: call.tool,
  name: 'args' in call ? aboutOf(call) : null,
})

const hasCode = (call: PlannedCall | ImpossibleCall) => 'args' in call && codeOf(call).length > 0

/** Set by `npm start`, and by whoever knows how the workers of an installation run jobs. */
const ISOLATED = 'f/openanalyst/jobs_isolated'

/**
 * Where jobs are not isolated, code of a language model could read whatever the server can: a person looks at it first.
 * The offline model's code is this repository's own.
 */
async function mustAsk({ kind }: Provider): Promise<boolean> {
  if (kind === 'offline') return false
  const isolated = await wmill.getVariable(ISOLATED).catch(() => 'false')
  return isolated !== 'true'
}
