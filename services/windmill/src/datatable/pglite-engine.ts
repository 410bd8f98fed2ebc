import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { WindmillError } from '../shared/errors.ts'
import { type Answer, type Column, type Engine, resetSession, type Session } from './engine.ts'
import { cancelled, DatabaseError, type DatabaseErrorFields } from './errors.ts'
import { cannotOpen, type Folder, takeFolder } from './folder.ts'
import { seedFile } from './seed.ts'

interface Reply {
  id: number
  /** `I` outside of a transaction, `T` in one, `E` in a failed one. */
  status: 'I' | 'T' | 'E'
  columns: Column[]
  rows: (string | null)[][]
  error?: DatabaseErrorFields
}

/** A running thread; `send` rejects when the thread ends before it has answered. */
interface Thread {
  send(sql: string, params: (string | null)[]): Promise<Reply>
  /** Ends it at once, as `kill -9` would. */
  kill(): Promise<void>
  close(): Promise<void>
}

/**
 * PGlite in a thread. It has one session, so work is done one after the other.
 *
 * The thread is absent (before the first use, after a stop), starting, or running. A statement cannot be interrupted
 * inside of it: when one is cancelled, the caller is told at once, and then a thread with a folder is ended and the
 * next use starts another, which recovers from the log what was committed; without a folder the statement is left to
 * end by itself, and whoever comes next waits for it. A thread that dies by itself is replaced in the same way, except
 * without a folder: then its rows are gone, and each later use says so.
 */
export function createPgliteEngine(dir: string | undefined): Engine {
  let folder: Folder | undefined
  let running: Promise<Thread> | undefined
  let lost: WindmillError | undefined
  let tail: Promise<unknown> = Promise.resolve()
  let stopped = false

  function start(): Promise<Thread> {
    if (lost) return Promise.reject(lost)
    if (stopped) return Promise.reject(stoppedError())
    running ??= open().catch((error) => {
      running = undefined
      throw error
    })
    return running
  }

  async function open(): Promise<Thread> {
    if (dir !== undefined) folder ??= takeFolder(dir)
    try {
      const thread = await startThread(folder?.dataDir, gone)
      folder?.started()
      return thread
    } catch (error) {
      folder?.release()
      folder = undefined
      throw dir === undefined ? error : cannotOpen(dir, error)
    }
  }

  function gone(reason: Error): void {
    running = undefined
    if (dir !== undefined) return
    const why = `The data table ended (${reason.message}). It was kept in memory, so its rows are gone: start again.`
    lost = new WindmillError('internal', why)
  }

  async function inTurn<T>(work: (session: Session) => Promise<T>, caller: Caller | undefined): Promise<T> {
    caller?.signal.throwIfAborted()
    const thread = await start()
    const ran: string[] = []
    let last: Promise<Reply> | undefined
    let killed = false
    const send = async (sql: string, params: (string | null)[] = []): Promise<Answer> => {
      ran.push(sql)
      last = thread.send(sql, params)
      const reply = await last
      if (reply.error) throw new DatabaseError(reply.error)
      return reply
    }
    const run: Session['run'] = async (sql, params) => {
      if (caller?.signal.aborted) throw cancelled(caller.signal)
      return caller ? await caller.orGone(send(sql, params)) : await send(sql, params)
    }
    try {
      return await work({ run })
    } finally {
      if (caller?.signal.aborted && dir !== undefined && last && !(await settled(last))) {
        killed = true
        running = undefined
        await thread.kill()
      }
      const status = killed ? undefined : (await last?.catch(() => undefined))?.status
      if (status) await resetSession({ run: send }, status !== 'I', ran)
    }
  }

  return {
    start: async () => void (await start()),
    session(work, signal) {
      const caller = signal && watchCaller(signal)
      const turn = tail.then(() => inTurn(work, caller))
      tail = turn.then(caller?.stop, caller?.stop ?? (() => undefined))
      return caller ? caller.orGone(turn) : turn
    },
    async stop() {
      stopped = true
      const thread = await running?.catch(() => undefined)
      running = undefined
      await thread?.close()
      folder?.release()
      folder = undefined
    },
  }
}

const stoppedError = () => new WindmillError('internal', 'The data table has been stopped.')

/** True when the promise has an outcome now, without waiting for one. */
const settled = (promise: Promise<unknown>) =>
  Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    new Promise<false>((r) => setImmediate(r, false)),
  ])

/** Whoever waits for a session, and may go away before it has ended. */
interface Caller {
  signal: AbortSignal
  /** The promise's outcome, or a cancellation as soon as the signal fires. */
  orGone<T>(promise: Promise<T>): Promise<T>
  /** Listens to the signal no longer. */
  stop(): void
}

/** Listens once for the whole session: to listen and to stop costs more than the rest of a statement. */
function watchCaller(signal: AbortSignal): Caller {
  let abort = () => {}
  const gone = new Promise<never>((_, reject) => {
    abort = () => reject(cancelled(signal))
  })
  gone.catch(() => undefined)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return {
    signal,
    orGone: (promise) => {
      promise.catch(() => undefined)
      return Promise.race([promise, gone])
    },
    stop: () => signal.removeEventListener('abort', abort),
  }
}

async function startThread(dataDir: string | undefined, gone: (reason: Error) => void): Promise<Thread> {
  // No execArgv: a loader such as tsx, inherited by the thread, would cost it 200 ms for nothing. The stack: with Node's
  // 4 MB, runaway recursion breaks PGlite before PostgreSQL's own limit (max_stack_depth) can answer with an error.
  const worker = new Worker(new URL('./pglite-thread.mjs', import.meta.url), {
    workerData: { dataDir, seedFile: seedFile() },
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
  const waiting = new Map<number, { resolve(reply: Reply): void; reject(error: Error): void }>()
  let lastId = 0
  let ending = false
  const end = (reason: Error) => {
    for (const { reject } of waiting.values()) reject(reason)
    waiting.clear()
    if (!ending) gone(reason)
    ending = true
  }
  worker.on('message', (reply: Reply) => {
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
    // While it ends it is waited for, though the last answer may come only now.
    if (waiting.size === 0 && !ending) worker.unref()
  })
  worker.on('error', (error) => end(new WindmillError('internal', `The data table's thread failed: ${error.message}`)))
  worker.on('exit', () => end(new WindmillError('internal', "The data table's thread has ended")))
  return {
    send(sql, params) {
      if (ending) return Promise.reject(stoppedError())
      const id = ++lastId
      worker.ref()
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, sql, params })
      })
    },
    async kill() {
      ending = true
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
