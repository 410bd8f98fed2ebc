import type { System } from '../system.ts'

/** Headers of an answer that comes piece by piece. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
}

/** Texts as a body. While none comes, a comment is sent now and then, so that no proxy takes the silence for the end. */
export function streamBody(
  texts: AsyncIterable<string>,
  system: System,
  keepAliveMs: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let cancelTimer = () => {}
  let isOpen = true
  return new ReadableStream({
    async start(controller) {
      const say = (text: string) => {
        if (isOpen) controller.enqueue(encoder.encode(text))
      }
      const keepAlive = () => {
        cancelTimer = system.setTimer(keepAliveMs, () => {
          say(': the agent is at work\n\n')
          keepAlive()
        })
      }
      keepAlive()
      for await (const text of texts) say(text)
      cancelTimer()
      if (isOpen) controller.close()
    },
    cancel() {
      isOpen = false
      cancelTimer()
    },
  })
}
