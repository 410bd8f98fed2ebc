import type { JobProcess } from '../host/remote-process.ts'
import { readFamilies, readProcess } from './process-table.ts'

/** Time between the polite signal and the other, in milliseconds. */
const GRACE_MS = 500

/** Programs that hold a namespace: ending them ends all in it at once, so they are not asked politely. */
const HOLDERS = ['bwrap', 'unshare', 'sh']

/**
 * Ends a job's processes: SIGTERM to each, and SIGKILL to all that is left of them after half a second. Resolves when the
 * process is gone and its output read.
 */
export async function endPolitely(job: JobProcess): Promise<void> {
  for (const { pid, name } of readFamilies()(await job.started)) {
    if (!HOLDERS.includes(name)) signal(pid, 'SIGTERM')
  }
  const timer = setTimeout(() => endAtOnce(job), GRACE_MS)
  await job.ended
  clearTimeout(timer)
}

/** Ends a process, its group, and what it started in other groups, without asking. */
export function endAtOnce(job: JobProcess): void {
  const { pid } = job
  if (HOLDERS.includes(readProcess(pid)?.name ?? '')) {
    // All in the namespace ends with the process that holds it. To look for the others first would take a bomb's time.
    signal(-pid, 'SIGKILL')
    job.kill()
    return
  }
  const rows = readFamilies()(pid)
  job.kill()
  for (const row of rows) signal(row.pid, 'SIGKILL')
}

/** Ends a group of which only the number is known. */
export function endGroup(pid: number): void {
  const rows = readFamilies()(pid)
  signal(-pid, 'SIGKILL')
  for (const row of rows) signal(row.pid, 'SIGKILL')
}

/** What is gone already needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid !== 0) process.kill(pid, name)
  } catch {}
}
