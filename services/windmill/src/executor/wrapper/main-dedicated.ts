/**
 * The program of a process that serves one script, job after job. The first job loads the script; each job has its own
 * variables and its own token. It ends when pipe 3 closes.
 */
import { answer, encode, printMark, readJobs, tellReady } from './channel.ts'
import type { JobMessage } from './messages.ts'
import { keepStreamsInOrder } from './output-order.ts'
import { runJob } from './run-job.ts'
import { prepare } from './surroundings.ts'

let variables: string[] = []

async function serve(job: JobMessage): Promise<void> {
  for (const name of variables) delete process.env[name]
  variables = Object.keys(job.env)
  Object.assign(process.env, job.env)
  if (job.usesStreams) keepStreamsInOrder()
  // windmill-client read its token when it was loaded; it is told to read this job's.
  const outcome = await runJob(job, ({ __setClient }) => typeof __setClient === 'function' && __setClient())
  if (job.usesStreams) await new Promise((resolve) => process.stdout.write('', resolve))
  printMark(job.mark!)
  await answer(encode(outcome))
}

async function serveAll(): Promise<void> {
  for await (const job of readJobs()) await serve(job)
  process.exit(0)
}

prepare()
void tellReady().then(serveAll)
