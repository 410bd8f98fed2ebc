import type { FanOut } from '../fan-out.ts'
import type { System } from '../system.ts'
import { type AgentsApi, endedRun, type Run } from './agents-api.ts'
import { OpenAiError } from './openai-error.ts'

/** What is heard of a run. */
export type Heard =
  /** A piece of an answer of the model; each turn, and each attempt at one, is an answer of its own. */
  { type: 'text'; answer: string; text: string } | { type: 'end'; run: Run }

/** What is pushed of runs: pieces of answers, and events. */
interface Payload {
  run_id?: string
  turn?: number
  attempt?: number
  text?: string
  type?: string
  data?: unknown
}

/** Time to look whether the run has ended without the hub being told; it takes too long; the client has gone. */
type Note = Payload | 'look' | 'late' | 'gone'

/** What was pushed to a session and was not taken yet. */
export class Inbox {
  #notes: Note[] = []
  #wake: (() => void) | undefined
  #unfollow: () => void

  constructor(fanOut: FanOut, who: { userId: string; sessionId: string }) {
    this.#unfollow = fanOut.follow(who, (text) =>
      this.put((JSON.parse(text) as { payload: Payload | null }).payload ?? {}),
    )
  }

  put(note: Note): void {
    this.#notes.push(note)
    this.#wake?.()
  }

  async take(): Promise<Note> {
    while (this.#notes.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#notes.shift()!
  }

  close(): void {
    this.#unfollow()
  }
}

/** What it takes to hear a run to its end. */
export interface Hearing {
  /** Of its session, opened before the run was started, so that nothing is missed. */
  inbox: Inbox
  api: AgentsApi
  system: System
  /** How long to wait for the end. */
  mostMs: number
  /** How often to look whether it has ended without the hub being told. */
  lookMs: number
  /** Aborted when the client has gone. */
  signal: AbortSignal
}

/**
 * What is heard of a run, to its end. A client that goes cancels it, and hears nothing more. Throws OpenAiError 504 when
 * it takes too long; the run goes on then, and its answer stands in its session.
 */
export async function* hearRun(run_id: string, hearing: Hearing): AsyncGenerator<Heard, void> {
  const { inbox, api, system, mostMs, lookMs, signal } = hearing
  const onGone = () => inbox.put('gone')
  if (signal.aborted) onGone()
  signal.addEventListener('abort', onGone)
  const cancelLate = system.setTimer(mostMs, () => inbox.put('late'))
  let cancelLook = () => {}
  const lookLater = () => {
    cancelLook = system.setTimer(lookMs, () => inbox.put('look'))
  }
  lookLater()
  try {
    for (;;) {
      const note = await inbox.take()
      if (note === 'gone') return await api.cancelRun(run_id)
      if (note === 'late') throw tooLate(run_id, mostMs)
      if (note === 'look') {
        const run = await api.endedRun(run_id)
        if (run) return yield { type: 'end', run }
        lookLater()
      } else if (note.run_id !== run_id) {
      } else if (note.type === 'RUN_ENDED') {
        // An event that was too large for the hub comes without its data.
        const run = endedRun(note.data) ?? (await api.endedRun(run_id))
        if (run) return yield { type: 'end', run }
      } else if (note.text !== undefined && note.turn !== undefined) {
        yield { type: 'text', answer: `${note.turn}/${note.attempt}`, text: note.text }
      }
    }
  } finally {
    inbox.close()
    cancelLate()
    cancelLook()
    signal.removeEventListener('abort', onGone)
  }
}

const tooLate = (run_id: string, mostMs: number) =>
  new OpenAiError(
    504,
    'run_goes_on',
    `The run ${run_id} has not ended within ${mostMs / 1000} s; it may wait for a person. GET /v1/runs/${run_id} of the API of agents tells.`,
  )
