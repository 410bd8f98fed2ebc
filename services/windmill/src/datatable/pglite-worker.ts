import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { WindmillError } from '../shared/errors.ts'
import type { Column } from './engine.ts'
import type { DatabaseErrorFields } from './errors.ts'
import { seedFile } from './seed.ts'
import { SIDE_BY_SIDE } from './turns.ts'

/** What the thread answered to a statement. */
export interface Reply {
  id: number
  /** `I` outside of a transaction, `T` in one, `E` in a failed one. */
  status: 'I' | 'T' | 'E'
  columns: Column[]
  rows: (string | null)[][]
  error?: DatabaseErrorFields
}

/** A statement that was sent to the thread. */
export interface Sent {
  id: number
  /** Rejects with NotBegun when it will never be run, and with another error when the thread ended while it ran. */
  reply: Promise<Reply>
  /** Takes it back, so that it will never be run. False when it is too late. */
  withdraw(): boolean
}

/** A statement was taken back, or the thread ended before it: nothing of it was done. */
export class NotBegun extends WindmillError {
  constructor(message: string) {
    super('internal', message)
  }
}

/**
 * A running thread. Up to SIDE_BY_SIDE statements may be with it at a time; it runs them one after the other.
 *
 * Each of them has a word of memory that the thread can see: WAITING when it is sent, and then either BEGUN by the thread
 * or WITHDRAWN by its sender, whoever is first. So it is known of each statement whether any of it can have been done.
 */
export interface Thread {
  send(sql: string, params: (string | null)[]): Sent
  /**
   * Ends the thread, as `kill -9` would, when it is busy with this statement, which it has begun. What was sent after it
   * is NotBegun; when that has been begun, this one has ended, and nothing happens.
   */
  endAt(sent: Sent): Promise<void>
  /** Ends it when it has answered what was sent. */
  close(): Promise<void>
}

interface Unanswered {
  withdraw(): boolean
  resolve(reply: Reply): void
  reject(error: Error): void
}

/** The words' values, as in `pglite-thread.mjs`. */
const WAITING = 0
const BEGUN = 1
const WITHDRAWN = 2

/** The error of what comes after the end. */
export const stoppedError = () => new NotBegun('The data table has been stopped.')

/** Starts a thread; `gone` is told when it ends unasked. Rejects with a WindmillError when PGlite does not start. */
export async function startThread(dataDir: string | undefined, gone: (reason: Error) => void): Promise<Thread> {
  const words = new Int32Array(new SharedArrayBuffer(SIDE_BY_SIDE * Int32Array.BYTES_PER_ELEMENT))
  // No execArgv: a loader such as tsx, inherited by the thread, would cost it 200 ms for nothing. The stack: with Node's
  // 4 MB, runaway recursion breaks PGlite before PostgreSQL's own limit (max_stack_depth) can answer with an error.
  const worker = new Worker(new URL('./pglite-thread.mjs', import.meta.url), {
    workerData: { dataDir, seedFile: seedFile(), words },
    execArgv: [],
    resourceLimits: { stackSizeMb: 32 },
  })
  try {
    await ready(worker)
  } catch (error) {
    await worker.terminate()
    throw error
  }
  worker.unref()
  /** What it has not answered yet, in the order in which it was sent. */
  const unanswered = new Map<number, Unanswered>()
  let lastId = 0
  let ending = false
  const end = (reason: WindmillError) => {
    if (!ending) gone(reason)
    ending = true
    for (const sent of unanswered.values()) sent.reject(sent.withdraw() ? new NotBegun(reason.message) : reason)
    unanswered.clear()
  }
  worker.on('message', (reply: Reply | { id: number; withdrawn: true }) => {
    const sent = unanswered.get(reply.id)
    unanswered.delete(reply.id)
    // While it ends it is waited for, though the last answer may come only now.
    if (unanswered.size === 0 && !ending) worker.unref()
    if ('withdrawn' in reply) sent?.reject(new NotBegun('The statement was taken back.'))
    else sent?.resolve(reply)
  })
  worker.on('error', (error) => end(new WindmillError('internal', `The data table's thread failed: ${error.message}`)))
  worker.on('exit', () => end(new WindmillError('internal', "The data table's thread has ended")))
  return {
    send(sql, params) {
      if (ending) throw stoppedError()
      const id = ++lastId
      const word = id % SIDE_BY_SIDE
      Atomics.store(words, word, WAITING)
      // The word is another's once this one has its answer.
      const withdraw = () => unanswered.has(id) && Atomics.compareExchange(words, word, WAITING, WITHDRAWN) !== BEGUN
      const reply = new Promise<Reply>((resolve, reject) => unanswered.set(id, { withdraw, resolve, reject }))
      worker.ref()
      worker.postMessage({ id, word, sql, params })
      return { id, reply, withdraw }
    },
    async endAt({ id }) {
      // What came before it has ended, and its answer is on the way.
      while ([...unanswered.keys()].some((other) => other < id)) await new Promise(setImmediate)
      if (!unanswered.has(id)) return
      for (const [other, { withdraw }] of unanswered) if (other > id && !withdraw()) return
      await worker.terminate()
    },
    async close() {
      ending = true
      worker.ref()
      const exited = once(worker, 'exit')
      worker.postMessage({ close: true })
      await exited
    },
  }
}

/** Resolves when the thread says that it is ready; rejects when it says that it failed, or ends without a word. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) => reject(new WindmillError('internal', `PGlite does not start: ${reason}`))
    worker.once('message', (said: { ready: true } | { failed: string }) =>
      'failed' in said ? failed(said.failed) : resolve(),
    )
    worker.once('error', (error) => failed(error.message))
    worker.once('exit', (code) => failed(`its thread ended with code ${code}`))
  })
}
