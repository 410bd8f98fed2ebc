/**
 * The program of a job's process, run by Bun. It starts ahead of time and waits on pipe 3 for its job; when the pipe
 * closes instead, the server is gone and so is the process. It answers on the same pipe, once, and ends.
 *
 * It begins at `beforeExit`, when Bun takes the program to be over: where a program still waits for something, Bun
 * collects its garbage first, which is 1 ms of each process, and there is none yet.
 */
import { answer, encode, printMark, readJob, tellReady } from './channel.ts'
import { keepStreamsInOrder } from './output-order.ts'
import { runJob } from './run-job.ts'
import { prepare } from './surroundings.ts'

declare const Bun: { unsafe?: { setJITPolicy?(scale: number): void } }

async function serveOne(): Promise<void> {
  await tellReady()
  const job = await readJob()
  if (!job) process.exit(0)
  Object.assign(process.env, job.env)
  if (job.usesStreams) keepStreamsInOrder()
  const outcome = await runJob(job)
  await answer(encode(outcome))
  // The last to be told of the end: what the script prints there comes before the mark.
  process.on('exit', () => job.mark && printMark(job.mark))
  process.exit(outcome.type === 'returned' || outcome.type === 'workflow' ? 0 : 1)
}

prepare()
// Most jobs are over before compiled code has paid for itself: a tenth of the processor's time, for a few milliseconds of
// those that compute. So a function is compiled after five times as many calls as otherwise.
Bun.unsafe?.setJITPolicy?.(5)
process.once('beforeExit', () => void serveOne())
