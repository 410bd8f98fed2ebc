import type { Queue } from '../queue/index.ts'
import type { Store } from '../store/index.ts'
import { resultForCaller } from './early-return.ts'
import { type JobUpdate, jobUpdate, type UpdateQuery } from './job-update.ts'
import type { Timers } from './timers.ts'

/** Seconds of silence after which a stream says that it is alive, and its length (seen of Windmill 1.788). */
const PING_S = 5
const LONGEST_STREAM_S = 60

/** One message of a stream of updates. */
export type StreamMessage =
  | ({ type: 'update' } & JobUpdate)
  | { type: 'ping' }
  | { type: 'timeout' }
  | { type: 'notfound' }
  | { type: 'error'; error: string }

/**
 * Tells a reader of a job what is new, as it happens, until the job has ended, the reader leaves, or a minute is over
 * (they connect again then, with the offsets they have).
 *
 * A stream is open from its first update to the update with `completed: true`, to `timeout`, or to `notfound` when the
 * job is gone. While it is open, each change that the queue tells of leads to one look at the job; what looks the same
 * as before is not sent.
 */
export function updateStream(
  { store, queue }: { store: Store; queue: Queue },
  id: string,
  query: UpdateQuery,
  { timers, earlyReturn }: StreamOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let close = () => {}
  return new ReadableStream({
    start: (controller) => {
      close = follow(
        { store, queue },
        id,
        query,
        { timers, earlyReturn },
        {
          send: (message) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(message)}\n\n`)),
          end: () => controller.close(),
        },
      )
    },
    cancel: () => close(),
  })
}

export interface StreamOptions {
  timers: Timers
  /** The stream is over with the step that the flow's `early_return` names. */
  earlyReturn?: boolean
}

interface Reader {
  send(message: StreamMessage): void
  end(): void
}

/** Follows a job for a reader; the answer stops it. */
function follow(
  { store, queue }: { store: Store; queue: Queue },
  id: string,
  query: UpdateQuery,
  { timers, earlyReturn }: StreamOptions,
  reader: Reader,
): () => void {
  let known = query
  let sent: string | undefined
  let watched = [id]
  let scheduled = false
  let open = true
  let stopPing = () => {}

  const stop = () => {
    open = false
    stopPing()
    stopLife()
    queue.events.off('changed', onChange)
  }
  const finish = () => {
    stop()
    reader.end()
  }
  const send = (message: StreamMessage) => {
    stopPing()
    stopPing = timers.after(PING_S * 1000, () => send({ type: 'ping' }))
    reader.send(message)
  }
  /** Many changes of one moment lead to one look. */
  const onChange = (changed: string) => {
    if (scheduled || !watched.includes(changed)) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      if (open) look()
    })
  }
  const look = () => {
    const job = queue.get(id)
    if (!job) {
      if (sent === undefined) send({ type: 'error', error: `Not found: Job not found: ${id}` })
      send({ type: 'notfound' })
      return finish()
    }
    const result = earlyReturn
      ? resultForCaller(queue, job)?.result
      : job.completed_at === null
        ? undefined
        : job.result
    const update = jobUpdate(store, job, known, { result, withJob: true })
    const fingerprint = fingerprintOf(update)
    if (fingerprint === sent) return
    send({ type: 'update', ...(sent === undefined ? update : news(update, known)) })
    sent = fingerprint
    known = {
      ...known,
      running: known.running === undefined ? undefined : known.running || update.running === true,
      log_offset: update.log_offset ?? known.log_offset,
      stream_offset: update.stream_offset ?? known.stream_offset,
    }
    if (update.flow_stream_job_id) watched = [id, update.flow_stream_job_id]
    if (update.completed) finish()
  }
  const stopLife = timers.after(LONGEST_STREAM_S * 1000, () => {
    send({ type: 'timeout' })
    finish()
  })
  queue.events.on('changed', onChange)
  look()
  return stop
}

/** What makes an update worth sending. */
const fingerprintOf = ({ new_logs, new_result_stream, job, only_result, ...update }: JobUpdate) =>
  JSON.stringify(update.completed ? { ...update, flow_status: null, workflow_as_code_status: null } : update)

/** An update after the first tells of what is new only. */
function news({ completed, new_logs, log_offset, ...update }: JobUpdate, known: UpdateQuery): JobUpdate {
  return {
    ...(completed ? { completed } : {}),
    ...(new_logs ? { new_logs } : {}),
    ...(log_offset === known.log_offset ? {} : { log_offset }),
    ...update,
  }
}
