import type { Queue } from '../queue/index.ts'
import type { Store } from '../store/index.ts'
import type { UpdateQuery } from './job-update.ts'
import { type StreamOptions, updateStream } from './update-stream.ts'

/** The updates of a job as server-sent events without names, one JSON message each. */
export function streamAnswer(
  source: { store: Store; queue: Queue },
  id: string,
  query: UpdateQuery,
  options: StreamOptions,
): Response {
  return new Response(updateStream(source, id, query, options), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' },
  })
}
