import { schemaFaults } from '../../lib/json_schema.ts'
import type { Message } from '../../lib/llm/index.ts'
import type { AgentDefinition } from '../definition.ts'

/** What the last words of a model come to. */
export type Answer = { output: unknown; faults?: undefined } | { output?: undefined; faults: string[] }

/** The answer of an agent: the text, or the JSON that its schema asks for. */
export function readAnswer({ output_schema }: AgentDefinition, text: string): Answer {
  if (!output_schema) return { output: text }
  let output: unknown
  try {
    output = JSON.parse(text.trim().replace(/^```(?:json)?\s*|\s*```$/g, ''))
  } catch {
    return { faults: ['the answer is no JSON'] }
  }
  const faults = schemaFaults(output_schema, output)
  return faults.length > 0 ? { faults } : { output }
}

/** How a model is asked once more for an answer that fits. */
export const askAgain = (faults: string[]): Message => ({
  role: 'user',
  content: `Your answer does not fit its JSON Schema: ${faults.join('; ')}. Answer again, with the JSON and nothing else.`,
})
