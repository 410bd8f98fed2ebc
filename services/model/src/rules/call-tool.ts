import type { Rule } from '../rule.ts'
import { fillCompletely, fillObject } from '../schema/fill.ts'
import { isObject, type Json } from '../schema/json.ts'
import { contentStems, stem, words } from '../text/words.ts'
import type { Call, Tool, Turn } from '../turn.ts'
import { isWindmillTool } from './windmill-tools.ts'

/** A word of the tool's name counts so much, one of its description 1. */
const NAME_WEIGHT = 2
/** Least weight of a tool that is called without being named. */
const LEAST_WEIGHT = 2

/** Calls the tools that the user names, or the one whose words fit best, with arguments found in what the user said. */
export const callTool: Rule = {
  name: 'call-tool',
  about: 'calls a tool that is named, or whose name and description fit best, with arguments found in the words',
  answer(turn) {
    if (turn.mustCall) return forced(turn)
    if (turn.results.length > 0) return null
    const named = namedTools(turn)
    const chosen = named.length > 0 ? named : bestTool(turn)
    if (chosen.length === 0) return null
    const filled = chosen.map((tool) => ({ tool, ...argumentsFor(tool, turn.task) }))
    const short = filled.find(({ missing }) => missing.length > 0)
    if (short) return { text: askFor(short.tool, short.missing) }
    const calls = filled.map(({ tool, value }) => ({ name: tool.name, arguments: value }))
    return { calls: turn.parallel && !/\bthen\b/i.test(turn.task) ? calls : calls.slice(0, 1) }
  },
}

/** The calls of tools that the user named and that have not been made: the later steps of "use a, then b". */
export function callsStillWanted(turn: Turn): Call[] {
  const done = new Set(turn.results.map(({ name }) => name))
  const next = namedTools(turn).find(({ name }) => !done.has(name))
  if (!next) return []
  const { value, missing } = argumentsFor(next, turn.task)
  if (missing.length === 0) return [{ name: next.name, arguments: value }]
  // What the words do not give, the last result may.
  const last = turn.results.at(-1)?.content ?? ''
  const more = argumentsFor(next, `${turn.task} ${missing[0]}=${JSON.stringify(last)}`)
  return more.missing.length === 0 ? [{ name: next.name, arguments: more.value }] : []
}

/** `tool_choice` asks for a call, whatever the words say: required arguments get the smallest value that is valid. */
function forced(turn: Turn): { calls: Call[] } | null {
  const tool = namedTools(turn)[0] ?? bestTool(turn)[0] ?? turn.tools[0]
  // Code is never made up: a script that nobody has a recipe for stays unwritten even then.
  if (!tool || (isWindmillTool(tool.name) && tool.name.startsWith('create_'))) return null
  const value = fillCompletely(asObject(tool), turn.task, turn.task)
  return { calls: [{ name: tool.name, arguments: isObject(value) ? value : {} }] }
}

function namedTools(turn: Turn): Tool[] {
  const text = ` ${words(turn.task).join(' ')} `
  return turn.tools
    .filter((tool) => !isWindmillTool(tool.name))
    .map((tool) => ({ tool, at: text.indexOf(` ${words(tool.name).join(' ')} `) }))
    .filter(({ tool, at }) => at >= 0 && (words(tool.name).length > 1 || isMeant(tool.name, turn.task)))
    .sort((a, b) => a.at - b.at)
    .map(({ tool }) => tool)
}

/** A name of one word is also a word: it is meant when it stands in quotation marks, after "use", or as a command. */
function isMeant(name: string, task: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?:\\b(?:use|call|run|with|tool|then|and)\\s+(?:the\\s+)?|^\\s*|["'\`])${escaped}\\b`, 'i').test(
    task,
  )
}

function bestTool(turn: Turn): Tool[] {
  const said = new Set(contentStems(turn.task))
  let best: { tool: Tool; weight: number } | undefined
  for (const tool of turn.tools) {
    if (isWindmillTool(tool.name)) continue
    const inName = new Set(contentStems(tool.name))
    const inDescription = new Set(contentStems(tool.description))
    let weight = 0
    for (const word of said) weight += inName.has(stem(word)) ? NAME_WEIGHT : inDescription.has(word) ? 1 : 0
    if (weight >= LEAST_WEIGHT && (!best || weight > best.weight)) best = { tool, weight }
  }
  return best ? [best.tool] : []
}

function argumentsFor(tool: Tool, task: string): { value: Record<string, Json>; missing: string[] } {
  return fillObject(asObject(tool), task, task)
}

function asObject(tool: Tool) {
  return { type: 'object', ...tool.parameters }
}

function askFor(tool: Tool, missing: string[]): string {
  const example = missing.map((key) => `${key}=…`).join(', ')
  return `I am the offline model: plain rules, no language model. To call ${tool.name} I need ${example}: please write it that way.`
}
