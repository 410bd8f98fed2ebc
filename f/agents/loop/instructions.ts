import type { Message } from '../../lib/llm/index.ts'
import type { AgentDefinition } from '../definition.ts'
import type { CallResult } from './begun.ts'

/** What the model of an agent is told before anything that is said. `memories` is a part of its own, or empty. */
export function instructionsOf(definition: AgentDefinition, memories: string): Message[] {
  const { instructions, mode, output_schema } = definition
  const parts = [instructions, mode ? TEAM[mode] : '', memories, output_schema ? answerIn(output_schema) : '']
  const content = parts.filter((part) => part.trim() !== '').join('\n\n')
  return content ? [{ role: 'system', content }] : []
}

const TEAM: Record<NonNullable<AgentDefinition['mode']>, string> = {
  route: 'You lead a team. Hand each request over to the member who is best for it, without answering it yourself.',
  coordinate:
    'You lead a team. Hand pieces of the work to its members, as many at the same time as can be, and sum up what comes back.',
  broadcast: 'You lead a team. Every member has answered the request. Make one answer of what they say.',
  tasks:
    'You lead a team. Put the tasks that the work needs on the board, with what depends on what. When they are done, put up what is still missing, or answer.',
}

const answerIn = (schema: object) =>
  `Your last answer is JSON of this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`

/** An input as a message of the user. */
export const inputMessage = (input: unknown): Message => ({ role: 'user', content: textOf(input) })

/** A JSON value as a text: a text as it is. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

/** What the members of a team said, for its leader. */
export function membersMessage(results: CallResult[]): Message {
  const answers = results.map(({ call, ...came }) => {
    const answer = came.ok ? textOf(came.value) : `(no answer: ${came.error.message})`
    return `## ${call.tool}\n${answer}`
  })
  return { role: 'user', content: `What the members of your team answered:\n\n${answers.join('\n\n')}` }
}
