import type { Rule } from '../rule.ts'
import { isObject, type Json, parseJson } from '../schema/json.ts'
import { shorten } from '../text/words.ts'
import type { ToolResult } from '../turn.ts'
import { callsStillWanted } from './call-tool.ts'
import { MEMBER_TOOL } from './openanalyst-tools.ts'
import { WINDMILL_TOOLS } from './windmill-tools.ts'

/** Most characters of a result that an answer repeats. */
const SHOWN = 500

/** After tool results: the next tool that the user named, else a short summary of what came back. */
export const afterTools: Rule = {
  name: 'after-tools',
  about: 'goes on with the next tool that was named, or sums up what the tools returned',
  answer(turn) {
    if (turn.results.length === 0 || turn.mustCall) return null
    const failed = turn.results.some(({ content }) => errorIn(parseJson(content) ?? content) !== undefined)
    const calls = failed ? [] : callsStillWanted(turn)
    return calls.length > 0 ? { calls } : { text: turn.results.map(sumUp).join('\n') }
  },
}

function sumUp(result: ToolResult): string {
  const content = parseJson(result.content) ?? result.content
  const error = errorIn(content)
  const what = subject(result, content)
  if (error !== undefined) return `${what.failed}: ${shorten(error, SHOWN)}`
  const output = outputIn(content)
  // What a member of the team says is words already.
  if (result.name === MEMBER_TOOL && typeof output === 'string') return output
  const waiting = isObject(content) && typeof content.status === 'string' && /wait|pending|queue/i.test(content.status)
  if (waiting) return `${what.done}. It is not finished: ${content.status as string}.`
  return output === undefined ? `${what.done}.` : `${what.done}: it returned ${show(output)}.`
}

function subject({ name, arguments: given }: ToolResult, content: Json): { done: string; failed: string } {
  const field = (value: Json, key: string) =>
    isObject(value) && typeof value[key] === 'string' ? value[key] : undefined
  const path =
    field(content, 'path') ?? field(content, 'script_path') ?? field(given, 'script_path') ?? field(given, 'name')
  const ran = outputIn(content) === undefined ? '' : ' and ran it'
  switch (name) {
    case WINDMILL_TOOLS.script:
      return { done: `${made(content, `the script ${path}`)}${ran}`, failed: `The script ${path} did not work` }
    case WINDMILL_TOOLS.flow:
      return { done: `${made(content, `the flow ${path}`)}${ran}`, failed: `The flow ${path} did not work` }
    case WINDMILL_TOOLS.run:
      return { done: `I ran ${path}`, failed: `Running ${path} failed` }
    case MEMBER_TOOL:
      return { done: `The ${field(given, 'member')} is done`, failed: `The ${field(given, 'member')} could not do it` }
    default:
      return { done: `I called ${name}`, failed: `${name} failed` }
  }
}

/** What became of what was to be made: it may be new, have a new version, or be there as it is. */
function made(content: Json, what: string): string {
  const change = isObject(content) ? content.change : undefined
  if (change === 'unchanged') return `I had ${what} already`
  return change === 'changed' ? `I made a new version of ${what}` : `I created ${what}`
}

/** What a result says went wrong, or `undefined`. */
function errorIn(content: Json): string | undefined {
  if (typeof content === 'string') return /^\s*(?:error|exception|failed)\b/i.test(content) ? content.trim() : undefined
  if (!isObject(content)) return undefined
  const { error } = content
  if (typeof error === 'string' && error) return error
  if (isObject(error)) return typeof error.message === 'string' ? error.message : JSON.stringify(error)
  const refused =
    content.success === false || content.ok === false || /^(?:failed|error|failure)$/i.test(String(content.status))
  return refused ? String(content.message ?? content.reason ?? JSON.stringify(content)) : undefined
}

/** What a result says came out: its `result`, `output` or `value`; the whole of it when it is no envelope. */
function outputIn(content: Json): Json | undefined {
  if (!isObject(content)) return content === '' ? undefined : content
  for (const key of ['result', 'output', 'value', 'answer']) if (content[key] !== undefined) return content[key]
  const envelope = Object.keys(content).every((key) =>
    /^(?:path|script_path|hash|job_id|run_id|id|success|ok|status|version|created|url|message)$/.test(key),
  )
  return envelope ? undefined : content
}

function show(value: Json): string {
  return shorten(typeof value === 'string' ? `"${value}"` : JSON.stringify(value), SHOWN)
}
