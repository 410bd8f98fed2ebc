import type { Execution, RunHooks, RunSpec } from '../contract.ts'
import type { ProcessEnd } from '../host/frames.ts'
import type { JobProcess } from '../host/remote-process.ts'
import { executionFailure } from '../job-error.ts'
import { createLogReader } from '../output/log-reader.ts'
import { untilMark } from '../output/mark.ts'
import { endAtOnce, endPolitely } from '../process/end-process.ts'
import type { Watch } from '../process/watch.ts'
import { readPreprocessed } from './answer.ts'

/** What a job's process is held to. */
export interface Supervision {
  watch: Watch
  maxOutputBytes: number
}

/** What came of a process that was let run. */
export interface Finished {
  /** The line that it answered with. */
  answer?: string
  /** How it ended; absent when it answered, printed its mark, and may still live. */
  end?: ProcessEnd
  /** The end of the log. */
  lastLines: string
  stream?: string
  peakKb: number
}

/** What Windmill says of a job that ran out of time (case `timeout/step`). */
const OUT_OF_TIME = 'job process terminated due to timeout after exceeding job-specific duration limit'
const endless = (bytes: number) => `logs or result reached limit. (current max size: ${bytes} characters)`

/** Lines of the log that the error of a process repeats. */
const LAST_LINES = 20

/**
 * Follows one job in a process until the process has answered and printed `mark`, or is gone: passes on what it prints,
 * and ends it when the job is canceled, runs out of time, holds too much memory or too many processes, or prints without
 * end. Resolves to the outcome that such an end means, or to what came of the process by itself.
 */
export async function supervise(
  process: JobProcess,
  mark: string,
  spec: RunSpec,
  hooks: RunHooks,
  { watch, maxOutputBytes }: Supervision,
): Promise<{ cut: Execution } | { finished: Finished }> {
  let cause: 'canceled' | { error: string } | undefined
  const stop = (why: 'canceled' | { error: string }, end: (process: JobProcess) => unknown = endPolitely) => {
    if (cause) return
    cause = why
    void end(process)
  }
  let stream: string | undefined
  const log = createLogReader({
    maxBytes: maxOutputBytes,
    onLog: hooks.onLog,
    onStream: (text) => {
      stream = (stream ?? '') + text
      hooks.onStream?.(text)
    },
    onEndless: () => stop({ error: endless(maxOutputBytes) }),
  })
  let answer: string | undefined
  let preprocessed = false
  let printedAll = false
  let tellDone = () => {}
  const done = new Promise<undefined>((resolve) => {
    tellDone = () => answer !== undefined && printedAll && resolve(undefined)
  })
  const output = untilMark(mark, log.push, () => {
    printedAll = true
    tellDone()
  })
  process.onLine((line) => {
    // A process that was not waited for says only now that it is ready, with an empty line.
    if (line === '') return
    const made = spec.event && !preprocessed ? readPreprocessed(line) : undefined
    if (made) {
      preprocessed = true
      hooks.onPreprocessed?.(made)
      return
    }
    answer = line
    tellDone()
  })
  const unlisten = process.onOutput(output.push)
  const cancel = () => stop('canceled')
  hooks.signal.addEventListener('abort', cancel)
  if (hooks.signal.aborted) cancel()
  const time = spec.timeout_s ? setTimeout(() => stop({ error: OUT_OF_TIME }), spec.timeout_s * 1000) : undefined
  const unwatch = watch.add(process, (limit) =>
    // Whatever multiplies is given no time to.
    stop({ error: `job process terminated: it had ${limit}` }, endAtOnce),
  )

  let end = await Promise.race([process.ended, done])
  if (cause) end ??= await process.ended

  const peakKb = unwatch()
  clearTimeout(time)
  hooks.signal.removeEventListener('abort', cancel)
  unlisten()
  output.finish()
  log.finish()
  if (cause === 'canceled') return { cut: { outcome: { type: 'canceled' }, mem_peak_kb: peakKb } }
  if (cause) return { cut: { outcome: { type: 'failure', error: executionFailure(cause.error) }, mem_peak_kb: peakKb } }
  return { finished: { answer, end, lastLines: log.lastLines(LAST_LINES), stream, peakKb } }
}
