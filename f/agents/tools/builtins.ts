import type { JsonSchema } from '../../lib/json_schema.ts'
import { TOOLS } from '../../openanalyst/router/tool_definitions.ts'
import type { AgentDefinition } from '../definition.ts'

export type BuiltinName = Extract<AgentDefinition['tools'][number], { kind: 'builtin' }>['name']

/** A tool that every agent may have: what its model sees, and the script that does it. */
interface Builtin {
  path: string
  description: string
  parameters: JsonSchema
}

const text = (description: string) => ({ type: 'string', minLength: 1, description })
const object = (properties: JsonSchema, required: string[]) => ({
  ...{ type: 'object', properties, required, additionalProperties: false },
})

/** The three that make OpenAnalyst what it is stand with its router. */
const ofRouter = (name: BuiltinName): Builtin => {
  const { description, parameters } = TOOLS.find((tool) => tool.name === name)!
  return { path: `f/openanalyst/tools/${name}`, description, parameters }
}

/** The tools of an agent's `builtin` kind, by the name under which its definition has them. */
export const BUILTINS: Record<BuiltinName, Builtin> = {
  create_windmill_script: ofRouter('create_windmill_script'),
  create_windmill_flow: ofRouter('create_windmill_flow'),
  execute_windmill_task: ofRouter('execute_windmill_task'),
  get_job_result: {
    path: 'f/agents/tools/get_job_result',
    description: 'The state of a job, and its result when it has ended.',
    parameters: object({ job_id: text('The id of the job') }, ['job_id']),
  },
  search_workspace: {
    path: 'f/agents/tools/search_workspace',
    description: 'Finds scripts and flows of the workspace by words in their paths, summaries and descriptions.',
    parameters: object({ query: text('Words to look for'), limit: { type: 'integer', minimum: 1, maximum: 50 } }, [
      'query',
    ]),
  },
  remember: {
    path: 'f/agents/tools/remember',
    description: 'Keeps a fact about the user for later conversations. Say which older ones are no longer true.',
    parameters: object(
      {
        content: text('The fact, a sentence that can stand alone'),
        subject: text('What it is about, in a word or two: name, lives in'),
        only_one: { type: 'boolean', description: 'Whether only one such fact can be true at a time' },
        replaces: { type: 'array', items: text('An id'), description: 'Ids of memories that are no longer true' },
        why: text('Why they are no longer true'),
      },
      ['content'],
    ),
  },
  forget: {
    path: 'f/agents/tools/forget',
    description: 'Forgets a memory of the user.',
    parameters: object({ memory_id: text('The id of the memory, as it was recalled') }, ['memory_id']),
  },
}
