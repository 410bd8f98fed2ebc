import { WindmillError } from '../shared/errors.ts'
import { type Answer, type Engine, resetSession, type Session } from './engine.ts'
import { cancelled, DatabaseError } from './errors.ts'
import { cannotOpen, type Folder, takeFolder } from './folder.ts'
import { NotBegun, type Reply, type Sent, startThread, stoppedError, type Thread } from './pglite-worker.ts'
import { createTurns } from './turns.ts'

/**
 * PGlite in a thread. It has one session, so sessions take turns; statements that stand alone go two at a time, so that
 * the thread need not wait for this one between them.
 *
 * The thread is absent (before the first use, after a stop), starting, or running. When a statement is cancelled, its
 * caller is told at once. One that has not begun is taken back. One that has cannot be interrupted: a thread with a folder
 * is ended, the next use starts another, which recovers from the log what was committed, and a statement that waited behind
 * it is sent again; without a folder the statement is left to end by itself, and whoever comes next waits for it. A thread
 * that dies by itself is replaced in the same way, except without a folder: then its rows are gone, and each later use
 * says so.
 */
export function createPgliteEngine(dir: string | undefined): Engine {
  let folder: Folder | undefined
  let running: Promise<Thread> | undefined
  let lost: WindmillError | undefined
  let stopped = false
  const turns = createTurns()

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

  /** One statement; it is sent again when it was not begun because of somebody else's. */
  async function runAlone(sql: string, params: (string | null)[], caller: Caller | undefined): Promise<Answer> {
    for (;;) {
      const thread = await start()
      caller?.signal.throwIfAborted()
      const sent = thread.send(sql, params)
      try {
        return answerOf(await (caller ? caller.orGone(sent.reply) : sent.reply))
      } catch (error) {
        if (!(error instanceof NotBegun)) throw error
      } finally {
        if (caller?.signal.aborted) await abandon(thread, sent)
      }
    }
  }

  async function runSession<T>(work: (session: Session) => Promise<T>, caller: Caller | undefined): Promise<T> {
    caller?.signal.throwIfAborted()
    const thread = await start()
    const ran: string[] = []
    let last: Sent | undefined
    let status: Reply['status'] = 'I'
    const send = async (sql: string, params: (string | null)[] = []): Promise<Answer> => {
      ran.push(sql)
      last = thread.send(sql, params)
      const reply = await last.reply
      status = reply.status
      return answerOf(reply)
    }
    const run: Session['run'] = async (sql, params) => {
      if (caller?.signal.aborted) throw cancelled(caller.signal)
      return caller ? await caller.orGone(send(sql, params)) : await send(sql, params)
    }
    try {
      return await work({ run })
    } finally {
      if (caller?.signal.aborted && last) await abandon(thread, last)
      await last?.reply.catch(() => undefined)
      // The last statement may have been taken back: then those before it have left what they have left.
      const lives = (await running?.catch(() => undefined)) === thread
      if (lives) await resetSession({ run: send }, status !== 'I', ran)
    }
  }

  /** Takes back or interrupts a statement whose caller has gone. Done when the thread has done with it. */
  async function abandon(thread: Thread, sent: Sent): Promise<void> {
    if (!sent.withdraw() && dir !== undefined && !(await settled(sent.reply))) await thread.endAt(sent)
    await sent.reply.catch(() => undefined)
  }

  /** Gives the caller, who may go away, what comes of `work`. */
  function inTurn<T>(take: TakeTurn<T>, work: (caller?: Caller) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const caller = signal && watchCaller(signal)
    const turn = take(() => work(caller))
    if (!caller) return turn
    turn.then(caller.stop, caller.stop)
    return caller.orGone(turn)
  }

  return {
    start: async () => void (await start()),
    statement: (sql, params, signal) => inTurn(turns.beside, (caller) => runAlone(sql, params, caller), signal),
    session: (work, signal) => inTurn(turns.alone, (caller) => runSession(work, caller), signal),
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

type TakeTurn<T> = (work: () => Promise<T>) => Promise<T>

function answerOf(reply: Reply): Answer {
  if (reply.error) throw new DatabaseError(reply.error)
  return reply
}

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
