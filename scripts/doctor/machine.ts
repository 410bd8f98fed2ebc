/** Looks at this machine: Node, packages, Bun, isolation, the port, the data folder. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkDataFolder, findBun, StoreError, tryIsolation } from '../../services/windmill/src/index.ts'
import { isInstalled, isNodeNewEnough, MINIMUM_NODE } from '../ensure-installed.mjs'
import type { Running } from '../start/running.ts'
import type { Verdict } from './diagnose.ts'

/** Whether this Node is new enough. */
export function lookAtNode(version = process.versions.node): Verdict {
  if (isNodeNewEnough(version)) return { state: 'fine', told: version }
  return {
    state: 'broken',
    told: `${version} is too old`,
    fix: `Install Node ${MINIMUM_NODE} or newer: https://nodejs.org.`,
  }
}

/** Whether the packages of the lock file are installed. */
export function lookAtPackages(root: string): Verdict {
  if (isInstalled(root)) return { state: 'fine', told: 'what is installed is what package-lock.json says' }
  return { state: 'broken', told: 'what is installed is not what package-lock.json says', fix: 'Run: npm ci' }
}

/** Whether Bun, which runs the jobs, can be started. */
export function lookAtBun(find: () => string = findBun): Verdict {
  const fix = 'Run: npm ci (the bun package brings it; its install script must be allowed to run)'
  try {
    return { state: 'fine', told: execFileSync(find(), ['--version'], { encoding: 'utf8', timeout: 20_000 }).trim() }
  } catch (error) {
    return { state: 'broken', told: `Bun does not run (${firstLine(error)})`, fix }
  }
}

/** Whether jobs can be given namespaces of their own. */
export async function lookAtIsolation(): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-doctor-'))
  try {
    const { kind, reason } = await tryIsolation(folder)
    if (kind === 'bwrap') return { state: 'fine', told: 'jobs run in namespaces of their own' }
    return { state: 'note', told: `${reason}. Better: apt-get install bubblewrap` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A port that `npm start` itself listens on is as it should be. */
export async function lookAtPort(port: number, running?: Running): Promise<Verdict> {
  if (running && Number(new URL(running.target.baseUrl).port) === port) {
    return { state: 'fine', told: `${port} is that of the npm start that is running` }
  }
  const code = await tryPort(port)
  if (!code) return { state: 'fine', told: `${port} is free` }
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${code})`
  return {
    state: 'broken',
    told: `${port} ${why}`,
    fix: `Stop what listens there, or take another: npm start -- --port ${port + 1}`,
  }
}

function tryPort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}

/** A folder that `npm start` itself has open is as it should be. */
export function lookAtDataFolder(folder: string, running?: Running): Verdict {
  try {
    checkDataFolder(folder)
    return { state: 'fine', told: folder }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    if (error.fault === 'in_use' && running) return { state: 'fine', told: `${folder}, open in npm start` }
    const at = error.message.indexOf('. ')
    return { state: 'broken', told: error.message.slice(0, at), fix: error.message.slice(at + 2) }
  }
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0]!
