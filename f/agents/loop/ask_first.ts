import { CodedError } from '../../lib/errors.ts'
import type { Closure } from '../closure/index.ts'
import type { AgentDefinition } from '../definition.ts'
import { askModel } from './ask_model.ts'
import type { Begun } from './begun.ts'
import { inputMessage } from './instructions.ts'
import type { Services } from './services.ts'
import { orFail } from './settled.ts'

/**
 * Whether nothing stands between the beginning of a run and its first question: no guard that looks at the input, no member
 * that is asked before, no server that is asked for its tools. Then both are one step, and what the run pins stands in the
 * table with the reservation of that question, before anything can come of it.
 */
export const asksAtOnce = ({ guardrails, mode, tools }: AgentDefinition): boolean =>
  guardrails.input.length === 0 && mode !== 'broadcast' && tools.every(({ kind }) => kind !== 'mcp')

/**
 * A run that has begun, with what the model said in turn 1, or with the end of a run that cannot ask. `pins` are those that
 * do not stand in the table yet; null is answered when others stand there by now.
 */
export async function askFirst(services: Services, begun: Begun, pins: Closure | null): Promise<Begun | null> {
  const { agent, messages, input, untold } = begun
  const said = [...messages, inputMessage(input)]
  const question = { turn: 1, messages: said, tools: agent.tools, results: [], untold, called: 0, pins }
  try {
    return { ...begun, first: await askModel(services, begun, question), untold: [] }
  } catch (error) {
    if (error instanceof CodedError && error.code === 'PINNED_BEFORE') return null
    const end = orFail(error)
    // Windmill logs only what breaks a whole step. The stack, not the error: that carries the statement with its values.
    console.warn(error instanceof Error ? error.stack : error)
    return { ...begun, first: { end } }
  }
}
