import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COMMAND = [process.execPath, 'scripts/run.mjs', 'windmill']
const BY_NPM = ['npm', 'run', '--silent', 'windmill', '--']
/** How long a server has had nothing to do when its memory is looked at. */
const REST_MS = 3000

/** How long the embedded Windmill takes to be ready on an existing data folder, and what it holds at rest. */
export async function benchStart(rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'))
  try {
    // The first start makes the folder, and compiles the command when it has changed.
    await oneStart(COMMAND, folder)
    const own: Start[] = []
    const byNpm: Start[] = []
    for (let round = 0; round < rounds; round++) {
      own.push(await oneStart(COMMAND, folder, REST_MS))
      byNpm.push(await oneStart(BY_NPM, folder))
    }
    console.table({ 'node scripts/run.mjs windmill': figures(own), 'npm run windmill': figures(byNpm) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Start {
  readyMs: number
  /** What the process that was started holds, where the system tells; npm's says nothing of the server's. */
  residentMib: number | undefined
}

function figures(starts: Start[]) {
  const ready = starts.map(({ readyMs }) => readyMs)
  const resident = starts.flatMap(({ residentMib }) => residentMib ?? [])
  return {
    'until ready, p50 ms': Math.round(median(ready)),
    'longest, ms': Math.round(Math.max(...ready)),
    ...(resident.length > 0 && { 'resident at rest, largest, MiB': Math.round(Math.max(...resident)) }),
  }
}

/** Starts a server on a free port, lets it rest when that is wanted, and ends it with all that it started. */
async function oneStart([program, ...args]: string[], folder: string, restMs?: number): Promise<Start> {
  const begun = performance.now()
  const child = spawn(program!, [...args, '--port', '0', '--data', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const closed = once(child, 'close')
  let said = ''
  for await (const text of child.stdout!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text
    if (/^ready /m.test(said)) break
  }
  const readyMs = performance.now() - begun
  try {
    if (!/^ready /m.test(said)) throw new Error(`The server ended before it was ready. It said: ${said}`)
    if (restMs === undefined) return { readyMs, residentMib: undefined }
    await wait(restMs)
    return { readyMs, residentMib: resident(child.pid!) }
  } finally {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGTERM')
    child.stdout!.resume()
    await closed
  }
}

/** What the process holds, in MiB, as Linux tells it. */
function resident(pid: number): number | undefined {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return undefined
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]
  return kib === undefined ? undefined : Number(kib) / 1024
}
