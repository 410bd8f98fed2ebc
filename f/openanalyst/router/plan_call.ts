import { cut } from '../../lib/cut.ts'
import { CodedError, type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import type { ToolCall } from '../../lib/llm/index.ts'
import { TOOLS } from './tool_definitions.ts'

/** A tool call that can be made: the script of the tool, and its arguments by the names of that script. */
export interface PlannedCall {
  id: string
  tool: string
  script: string
  args: Record<string, unknown>
}

/** A tool call that cannot be made, and why. */
export interface ImpossibleCall {
  id: string
  tool: string
  error: ErrorRecord
}

/**
 * What a model's tool call asks for. An unknown tool and arguments that are no JSON object go back to the model as the
 * call's error; whether the arguments fit is the tool's to say.
 */
export function planCall({ id, name, arguments: text }: ToolCall): PlannedCall | ImpossibleCall {
  try {
    if (!TOOLS.some((tool) => tool.name === name)) {
      const there = TOOLS.map((tool) => tool.name).join(', ')
      throw new CodedError('UNKNOWN_TOOL', `There is no tool ${name}; there are: ${there}.`)
    }
    // `arguments` can be no parameter of a module's function, so the scripts call it args.
    const { arguments: args = null, ...rest } = parseObject(text)
    return { id, tool: name, script: `f/openanalyst/tools/${name}`, args: { ...rest, args } }
  } catch (error) {
    return { id, tool: name, error: toErrorRecord(error) }
  }
}

/** What a call is about: the name of what it makes, the path of what it runs, or the member that it asks. */
export function aboutOf({ args }: PlannedCall): string | null {
  const { name, script_path, member } = args
  const about = name ?? script_path ?? member
  return typeof about === 'string' ? about : null
}

/** Code that a call would have Windmill run, and where it would stand. */
export interface WrittenCode {
  name: string
  language: string
  code: string
}

/** The code in a call's arguments: that of a script, or of a flow's steps. */
export function codeOf({ args }: PlannedCall): WrittenCode[] {
  const of = (value: unknown, name: string): WrittenCode[] => {
    const { language = 'bun', code } = (value ?? {}) as { language?: unknown; code?: unknown }
    return typeof code === 'string' ? [{ name, language: String(language), code }] : []
  }
  const steps = Array.isArray(args.steps) ? args.steps : []
  const name = String(args.name)
  return [...of(args, name), ...steps.flatMap((step, index) => of(step, `${name}/${step?.id ?? index + 1}`))]
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text || '{}')
  } catch {
    throw new CodedError('BAD_ARGUMENTS', `The arguments are no JSON: ${cut(text, 200)}`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new CodedError('BAD_ARGUMENTS', 'The arguments must be a JSON object.')
}
