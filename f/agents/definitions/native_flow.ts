import type { JsonSchema } from '../../lib/json_schema.ts'
import { DEFAULT_PROVIDER } from '../../lib/llm/index.ts'
import type { AgentDefinition, AgentTool } from '../definition.ts'
import { BUILTINS } from '../tools/builtins.ts'
import { IDEMPOTENCY_KEY } from '../tools/parameters.ts'

/** An agent as a flow of Windmill's own, as far as its agent step goes. */
export interface NativeFlow {
  /** What `POST flows/create` takes, but for the path. */
  flow: { summary: string; description: string; value: object; schema: object }
  /** What of the definition is not in the flow, each with the reason. */
  not_carried: { field: string; reason: string }[]
}

/** What an export asks of the workspace. */
export interface FlowSources {
  /** The chat model of a provider, which runs where the agent names none. Throws CodedError when it cannot be read. */
  chatModel(provider: string): Promise<string>
  /** The JSON Schema of a script's arguments, or undefined when it is not deployed. */
  scriptSchema(path: string): Promise<JsonSchema | undefined>
}

/** A script that the step can call as it is. */
interface ScriptTool {
  path: string
  name: string
}

/** Those of the tools that every agent may have that need no run around them. */
const PLAIN_BUILTINS = ['get_job_result', 'search_workspace']

/**
 * An agent as a flow with one `aiagent` step, whose input is the text `input`. What the step does not have is listed, and
 * a tool that asks a person first is left out rather than called without asking. Throws what the sources throw.
 */
export async function nativeFlow(definition: AgentDefinition, sources: FlowSources): Promise<NativeFlow> {
  const { name, description, instructions, model, limits, output_schema } = definition
  const provider = model.provider ?? DEFAULT_PROVIDER
  const chosen = model.name ?? (await sources.chatModel(provider))
  const tools: object[] = []
  const notCarried = missing(definition)
  for (const [index, tool] of definition.tools.entries()) {
    const script = scriptOf(tool)
    const schema = typeof script === 'object' ? await sources.scriptSchema(script.path) : undefined
    if (typeof script === 'object' && schema) tools.push(toolOf(script, schema, tools.length))
    else notCarried.push({ field: `tools.${index}`, reason: typeof script === 'string' ? script : NOT_DEPLOYED })
  }
  const fixed = (value: unknown) => ({ type: 'static', value })
  const step = {
    id: 'run_agent',
    summary: `The agent ${name}`,
    timeout: Math.ceil(limits.deadline_s),
    value: {
      type: 'aiagent',
      tools,
      input_transforms: {
        // Any server with an OpenAI-compatible interface: of the resource, `base_url` and `api_key` count.
        provider: fixed({ kind: 'customai', resource: `$res:${provider}`, model: chosen }),
        user_message: { type: 'javascript', expr: 'flow_input.input' },
        output_type: fixed('text'),
        streaming: fixed(true),
        max_iterations: fixed(limits.max_turns),
        ...(instructions && { system_prompt: fixed(instructions) }),
        ...(output_schema && { output_schema: fixed(output_schema) }),
        ...(model.temperature !== undefined && { temperature: fixed(model.temperature) }),
        ...(model.max_tokens !== undefined && { max_completion_tokens: fixed(model.max_tokens) }),
      },
    },
  }
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    order: ['input'],
    properties: { input: { type: 'string', description: 'What the agent is asked' } },
    required: ['input'],
  }
  return {
    flow: { summary: `Agent: ${name}`, description, value: { modules: [step] }, schema },
    not_carried: notCarried,
  }
}

/** A tool as the step calls it: the model fills every argument but the idempotency key, which the step has none for. */
function toolOf({ path, name }: ScriptTool, schema: JsonSchema, nth: number): object {
  const transforms = Object.keys((schema.properties ?? {}) as JsonSchema).map((argument) => [
    argument,
    argument === IDEMPOTENCY_KEY ? { type: 'static', value: null } : { type: 'ai' },
  ])
  return {
    id: `tool_${nth + 1}`,
    // Names of Windmill's tools have no hyphens.
    summary: name.replaceAll('-', '_'),
    value: { tool_type: 'flowmodule', type: 'script', path, input_transforms: Object.fromEntries(transforms) },
  }
}

const NOT_DEPLOYED = 'The script is not deployed.'

/** The script that a tool is, or why it cannot be one of the step's. */
function scriptOf(tool: AgentTool): ScriptTool | string {
  if (tool.approval !== 'never') return 'The step calls its tools without asking a person.'
  switch (tool.kind) {
    case 'flow':
      return 'The step calls scripts only, no flows.'
    case 'agent':
      return 'The step knows no agents that are kept as data.'
    case 'mcp':
      return 'The step takes MCP servers from resources of the type mcp, which have a name too.'
    case 'builtin':
      return PLAIN_BUILTINS.includes(tool.name)
        ? { path: BUILTINS[tool.name].path, name: tool.name }
        : 'This tool belongs to a run of run_agent.'
    case 'script':
      return { path: tool.path, name: tool.name ?? tool.path.split('/').pop()! }
  }
}

function missing(definition: AgentDefinition): NativeFlow['not_carried'] {
  const { model, members, mode, delegation, memory, guardrails, budget, tools } = definition
  const rules: [field: string, isThere: boolean, reason: string][] = [
    ['model.fallbacks', model.fallbacks.length > 0, 'The step has one model.'],
    ['members', members.length > 0, `The step is no team${mode ? ` (mode ${mode})` : ''}.`],
    ['delegation.before', Boolean(delegation.before), 'The step delegates nothing.'],
    ['memory.conversation', true, 'Each run of the step begins anew; a chat flow of Windmill keeps its own messages.'],
    ['memory.facts', memory.facts !== 'off', 'The step remembers nothing about its user.'],
    ['memory.learned', memory.learned !== 'off', 'The step remembers nothing about its work.'],
    ['guardrails.input', guardrails.input.length > 0, 'The step has no guardrails.'],
    ['guardrails.output', guardrails.output.length > 0, 'The step has no guardrails.'],
    ['guardrails.tools', guardrails.tools.length > 0, 'The step has no guardrails.'],
    ['budget', Object.keys(budget).length > 0, 'The step counts tokens and has no limit for them.'],
    ['limits.max_tool_calls', tools.length > 0, 'The step counts turns, not calls.'],
  ]
  return rules.flatMap(([field, isThere, reason]) => (isThere ? [{ field, reason }] : []))
}
