import type { Message } from '../../lib/llm/index.ts'
import type { AgentDefinition } from '../definition.ts'
import type { RunEnd } from './begun.ts'

/** Ends that leave what there is: the run was stopped, not broken. */
const STOPPED = new Set(['BUDGET_EXCEEDED', 'MAX_TURNS', 'DEADLINE'])

/**
 * The end of a run that was stopped, with what it had by then: the last words of the model, or what a tool answered last.
 * What guards or a schema are to look at first is not given away.
 */
export function withSoFar(end: RunEnd, { guardrails, output_schema }: AgentDefinition, said: Message[]): RunEnd {
  if (!STOPPED.has(end.error?.code ?? '') || guardrails.output.length > 0 || output_schema) return end
  const last = said.findLast(({ role, content }) => content !== '' && (role === 'assistant' || role === 'tool'))
  return last ? { ...end, output: last.content } : end
}
