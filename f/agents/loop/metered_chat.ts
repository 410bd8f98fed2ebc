import { CodedError, type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import { newEvents, type Report } from '../../lib/events.ts'
import { deriveId } from '../../lib/ids.ts'
import { CHAT_TIMEOUT_MS, type ChatAnswer, type ChatRequest, type Usage } from '../../lib/llm/index.ts'
import { costOf, estimateUsage, type PriceTable } from '../budget/index.ts'
import type { Closure } from '../closure/index.ts'
import type { ModelChoice } from '../definition.ts'
import { type NotedBefore, reserveCall } from '../store/reserve_call.ts'
import { settleCall } from '../store/settle_call.ts'
import type { NewToolCall, ToolResult } from '../store/tool_calls.ts'
import { chatOnTape } from '../tape/index.ts'
import type { RunEnd, RunIdentity, Unsettled } from './begun.ts'
import { refusedEnd } from './refused_end.ts'
import { now, pushLater, type Services } from './services.ts'
import type { TokenStream } from './token_stream.ts'

/** A call of a model within a run. */
export interface MeteredCall<T> {
  run: RunIdentity
  prices: PriceTable | null
  /** Its place in the run, the same in each replay. */
  place: string
  /** The models to ask, the first one first. */
  models: ModelChoice[]
  request: ChatRequest
  /** Tool calls of the turn before that have ended, and events that are told before the model is asked. */
  results?: ToolResult[]
  untold?: Report[]
  /** What the run is to pin before. */
  pins?: Closure | null
  stream?: TokenStream
  /** Milliseconds since the epoch; an answer is not waited for any longer. */
  until?: number
  /**
   * What is made of the answer, and kept with it; the tool calls stand in the table from then on. After the `last` one
   * there is only the end of the run, which settles the call with itself.
   */
  read(answer: ChatAnswer): Promise<{ kept: T; calls: NewToolCall[]; last?: boolean }>
  /** What is told of it, in the statement that settles the call. */
  tell?(kept: T, model: string): Report[]
}

/** What a call came to; `unsettled` is for whoever ends the run. */
export type Metered<T> = { ok: true; kept: T; unsettled?: Unsettled } | { ok: false; end: RunEnd }

/** What stands in the table for a call: what was made of the answer, or why there is none. */
type Kept<T> = { kept: T; model: string } | { failed: ErrorRecord }

/**
 * Calls a model within the budgets of a run: reserves what the call may cost, calls, settles what it did cost. When a
 * provider fails, that is told and the next model is asked. A call that was settled before is not made again, its answer is
 * kept: so a process may die anywhere in here, and only an answer on its way is lost. Throws CodedError `PINNED_BEFORE` when
 * the run has pinned something else by now.
 */
export async function meteredChat<T>(services: Services, call: MeteredCall<T>): Promise<Metered<T>> {
  const { results = [], untold = [], pins } = call
  const unnoted: NotedBefore[] = [{ results, events: newEvents(untold, now(services)), pins }]
  let failed: ErrorRecord | undefined
  for (const [attempt, choice] of call.models.entries()) {
    const tried = await attemptChat(services, call, choice, attempt, unnoted)
    if ('end' in tried) return { ok: false, end: tried.end }
    if ('kept' in tried) return { ok: true, kept: tried.kept, unsettled: tried.unsettled }
    failed = tried.failed
    if (isOver(services, call.until)) break
  }
  return { ok: false, end: { status: 'failed', output: null, error: failed! } }
}

async function attemptChat<T>(
  services: Services,
  call: MeteredCall<T>,
  choice: ModelChoice,
  attempt: number,
  unnoted: NotedBefore[],
): Promise<(Kept<T> & { unsettled?: Unsettled }) | { end: RunEnd }> {
  const { run, prices, request, stream } = call
  const { run_id, root_run_id, lineage } = run
  const id = deriveId(run_id, call.place, attempt)
  const most = estimateUsage(request.messages, request.tools ?? [], request.max_tokens)
  try {
    // Whose model is known need not be waited for.
    const provider = services.provider(choice.provider ?? undefined)
    provider.catch(() => {})
    const model = choice.name ?? (await provider).models.chat
    const cost = costOf(prices, model, most)
    const tokens = most.input_tokens + most.output_tokens
    const asked = { id, run_id, root_run_id, lineage, model, tokens, cost }
    // The first call that is reserved takes along what is to be noted; a provider may fail before.
    const reserved = await reserveCall(services.sql, asked, unnoted.pop() ?? NOTHING, now(services))
    if (!reserved.pinned) throw new CodedError('PINNED_BEFORE', `The run ${run_id} has pinned something else.`)
    await pushLater(services, run, reserved.events)
    const refused = refusedEnd(reserved, asked)
    if (refused) return { end: refused }
    // What it told then stands in the table, as it was told in the same statement.
    if (reserved.answer) return reserved.answer as Kept<T>

    stream?.restart(attempt)
    const timeout_ms = call.until && Math.min(CHAT_TIMEOUT_MS, Math.max(1, call.until - services.clock.now()))
    const max_tokens = reserved.limited ? most.output_tokens : request.max_tokens
    const limited = { ...request, model, max_tokens, timeout_ms }
    const onText = stream && ((piece: string) => stream.add(piece))
    const ask = async () => services.chat(await provider, limited, { onText })
    const { tape } = run
    const answer = tape ? await chatOnTape(services.sql, tape, limited, now(services), { ask, onText }) : await ask()
    const { kept, calls, last } = await call.read(answer)
    const paid = costOf(prices, answer.model, answer.usage) ?? costOf(prices, model, answer.usage) ?? 0
    const done = { kept, model: answer.model }
    const untold = call.tell?.(kept, answer.model) ?? []
    const { usage } = answer
    const settlement = { id, lineage, model: answer.model, usage, cost: paid, answer: done, at: now(services) }
    if (last) return { ...done, unsettled: { settlement, untold } }
    const events = newEvents(untold, settlement.at)
    await pushLater(services, run, await settleCall(services.sql, run_id, settlement, { calls, events }))
    return done
  } catch (error) {
    const record = toErrorRecord(error)
    if (!record.code.startsWith('LLM_')) throw error
    const at = now(services)
    const usage = usageOfFailed(record, most)
    const model = choice.name ?? String(record.details.model ?? 'none')
    const cost = costOf(prices, model, usage) ?? 0
    const nothing = { id, lineage, model, usage, cost, answer: { failed: record }, at }
    // What no reservation has told yet comes first.
    const untold = unnoted[0]?.events.splice(0) ?? []
    const events = [...untold, ...newEvents([failureReport(call, attempt, record)], at)]
    await pushLater(services, run, await settleCall(services.sql, run_id, nothing, { calls: [], events }))
    return { failed: record }
  }
}

const isOver = ({ clock }: Services, until: number | undefined) => until !== undefined && clock.now() >= until

const NOTHING = { results: [], events: [] }

/** Faults after which nobody says what the call used. */
const UNTOLD = new Set(['LLM_TIMEOUT', 'LLM_STREAM_INTERRUPTED'])

/** What a failed call counts for: what the provider said; when it may have used all that was reserved, that. */
function usageOfFailed({ code, details }: ErrorRecord, most: Usage): Usage {
  const { usage } = details as { usage?: Usage }
  return usage ?? (UNTOLD.has(code) ? most : { input_tokens: 0, output_tokens: 0 })
}

function failureReport({ place, models }: MeteredCall<unknown>, attempt: number, error: ErrorRecord): Report {
  const next = models[attempt + 1]
  const then = next ? `Asking ${next.name ?? next.provider ?? 'the next model'} instead.` : 'There is no other model.'
  const message = `${error.message} ${then}`
  return {
    key: `${place}/failed/${attempt}`,
    type: 'MODEL_FAILED',
    level: 'warn',
    step: place,
    message,
    data: { error },
  }
}
