import type { ErrorRecord } from '../../lib/errors.ts'
import type { Report } from '../../lib/events.ts'
import type { Message } from '../../lib/llm/index.ts'
import type { PriceTable } from '../budget/index.ts'
import type { Closure, PinnedAgent, PinnedTool, Target } from '../closure/index.ts'
import type { EndStatus } from '../store/runs.ts'
import type { Settlement } from '../store/settle_call.ts'
import type { ToolResult } from '../store/tool_calls.ts'
import type { Tape } from '../tape/index.ts'
import type { BoardTask } from '../team/index.ts'

/*
 * What the steps of a run hand to each other. All of it goes through the checkpoint of run_agent, so it is JSON, and what
 * is undefined here comes back as null.
 */

/** Whose run it is, and where it stands in its tree. */
export interface RunIdentity {
  run_id: string
  root_run_id: string
  /** Runs from the outermost to this one. */
  lineage: string[]
  /** Names of their agents. */
  path: string[]
  user_id: string
  session_id: string
  /** Milliseconds since the epoch. */
  began_at: number
  /** Of a case of an evaluation, which records or replays its models; null for any other run. */
  tape: Tape | null
}

/** A run that has begun: what it pinned, and the conversation that its model goes on with. */
export interface Begun {
  run: RunIdentity
  agent: PinnedAgent
  prices: PriceTable | null
  /** What stands before the input: instructions, and what was said before. */
  messages: Message[]
  /** What it was asked, as it came. */
  input: unknown
  /** Events of its beginning, which the next step tells while it does its own work. */
  untold: Report[]
  /** What the model said in turn 1, where it was asked in the same step (`asksAtOnce`). */
  first?: Turn | null
}

/** A run that begins, within that step. */
export interface Beginning extends Begun {
  /** What it pins when it asks its first question; null when that stands in the table. */
  pins: Closure | null
}

/** What is said in a run, and what of it nobody was told yet: the ends of calls and of the last answer, and events. */
export interface Said {
  messages: Message[]
  results: ToolResult[]
  untold: Report[]
  settlement: Settlement | null
}

/** How a run ends. */
export interface RunEnd {
  status: EndStatus
  output: unknown
  error: ErrorRecord | null
}

/** A tool call of a model, and what is to be done about it. */
export type PlannedCall = {
  /** Derived of the run and the place in it; the idempotency key. */
  id: string
  /** The model's own name of the call. */
  call_id: string
  /** TURN.NUMBER */
  place: string
  tool: string
  arguments: Record<string, unknown>
} & Plan

export type Plan =
  /** It is called. `live` says whether a call by path runs what was pinned. */
  | { plan: 'call'; target: Target; live: boolean }
  /** A person is asked first. */
  | { plan: 'ask'; target: Target; reason: string; parameters: PinnedTool['parameters'] }
  /** `live` is of each member. */
  | { plan: 'board'; tasks: BoardTask[]; live: Record<string, boolean> }
  /** It cannot or must not be called; the model is told why. */
  | { plan: 'refuse'; error: ErrorRecord }

/** What a call came to. */
export type CallResult = { call: PlannedCall } & Outcome
export type Outcome = { ok: true; value: unknown } | { ok: false; error: ErrorRecord; refused?: boolean | null }

/** What the model said in a turn. `end` is set when the run cannot go on. */
export type Turn =
  | { end: RunEnd }
  | { end: null; message: Extract<Message, { role: 'assistant' }>; calls: PlannedCall[]; unsettled?: Unsettled | null }

/** What is left to do of the last answer of a run: to settle its call, and what is told of it then. */
export interface Unsettled {
  settlement: Settlement
  untold: Report[]
}
