import type { Execution, RunHooks, RunSpec } from '../contract.ts'
import { executionFailure } from '../job-error.ts'
import { createLogReader } from '../output/log-reader.ts'
import { endPolitely } from '../process/end-process.ts'
import type { JobProcess, ProcessEnd } from '../process/job-process.ts'
import type { createWatch } from '../process/watch.ts'

/** What a job's process is held to. */
export interface Supervision {
  watch: ReturnType<typeof createWatch>
  maxOutputBytes: number
}

/** A process that ran to its own end. */
export interface Ended extends ProcessEnd {
  lastLines: string
  stream?: string
  peakKb: number
}

/** What Windmill says of a job that ran out of time (case `timeout/step`). */
const OUT_OF_TIME = 'job process terminated due to timeout after exceeding job-specific duration limit'
const ENDLESS = (bytes: number) => `logs or result reached limit. (current max size: ${bytes} characters)`

/** Lines of the log that an error of a process repeats. */
const LAST_LINES = 20

/**
 * Follows a process until it is gone: passes on what it prints, and ends it when the job is canceled, runs out of time,
 * holds too much memory or too many processes, or prints without end. Resolves to the outcome that such an end means, or
 * to how the process ended by itself.
 */
export async function supervise(
  job: JobProcess,
  spec: RunSpec,
  hooks: RunHooks,
  { watch, maxOutputBytes }: Supervision,
): Promise<{ cut: Execution } | { ended: Ended }> {
  let reason: 'canceled' | { error: string } | undefined
  const stop = (why: 'canceled' | { error: string }) => {
    if (reason) return
    reason = why
    void endPolitely(job)
  }
  let stream: string | undefined
  const log = createLogReader({
    maxBytes: maxOutputBytes,
    onLog: hooks.onLog,
    onStream: (text) => {
      stream = (stream ?? '') + text
      hooks.onStream?.(text)
    },
    onEndless: () => stop({ error: ENDLESS(maxOutputBytes) }),
  })
  job.output.on('data', log.push)
  const cancel = () => stop('canceled')
  hooks.signal.addEventListener('abort', cancel)
  if (hooks.signal.aborted) cancel()
  const time = spec.timeout_s && setTimeout(() => stop({ error: OUT_OF_TIME }), spec.timeout_s * 1000)
  const unwatch = watch.add(job.pid, (limit) => stop({ error: `job process terminated: it had ${limit}` }))

  const end = await job.ended

  const peakKb = unwatch()
  clearTimeout(time || undefined)
  hooks.signal.removeEventListener('abort', cancel)
  log.finish()
  if (reason === 'canceled') return { cut: { outcome: { type: 'canceled' }, mem_peak_kb: peakKb } }
  if (reason) {
    return { cut: { outcome: { type: 'failure', error: executionFailure(reason.error) }, mem_peak_kb: peakKb } }
  }
  return { ended: { ...end, lastLines: log.lastLines(LAST_LINES), stream, peakKb } }
}
