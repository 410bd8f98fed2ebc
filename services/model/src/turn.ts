import type { Json, JsonSchema } from './schema/json.ts'
import type { ToldTime } from './text/dates.ts'

/** A tool that the request offers. */
export interface Tool {
  name: string
  description: string
  parameters: JsonSchema
}

/** A tool call of the assistant since the last user message, and what came back. */
export interface ToolResult {
  name: string
  arguments: Json
  content: string
}

/** What the answer must look like. */
export type Format = { kind: 'text' } | { kind: 'object' } | { kind: 'schema'; schema: JsonSchema }

/** A request, as the rules read it. */
export interface Turn {
  /** System and developer messages, joined by empty lines. */
  system: string
  /** Everything that the user said, oldest first. */
  said: readonly string[]
  /** The last thing that the user said, without the sentence that tells the time; empty when there is none. */
  task: string
  /** The time that the last thing said, or the system prompt, tells. */
  time: ToldTime | undefined
  /** Tool results since the last user message, oldest first. */
  results: readonly ToolResult[]
  /** Tools that may be called: none under `tool_choice: none`, one when it names one. */
  tools: readonly Tool[]
  /** `tool_choice` is `required` or names a tool. */
  mustCall: boolean
  /** More than one call may be asked for in one answer. */
  parallel: boolean
  format: Format
}

/** A call of a tool, before it has an id. */
export interface Call {
  name: string
  arguments: Record<string, Json>
}

/** An answer: words, tool calls, or a JSON value (for a turn that asked for one). */
export type Answer = { text: string } | { calls: Call[] } | { value: Json }
