import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { IsolationReport } from '../contract.ts'
import { bwrapIsolation } from './bwrap.ts'
import type { Isolation, Sight } from './isolation.ts'
import { noIsolation } from './no-isolation.ts'
import { unshareIsolation } from './unshare.ts'

/**
 * The best isolation that this system has, found by trying each one once. `folders` is where folders of jobs are made,
 * below the hidden one.
 */
export async function chooseIsolation(sight: Sight, folders: string, wanted: 'auto' | 'off'): Promise<Isolation> {
  if (wanted === 'off') return noIsolation('isolation is switched off')
  if (process.platform !== 'linux') return noIsolation(`${process.platform} has no namespaces`)
  const asRoot = process.getuid?.() === 0
  const folder = mkdtempSync(join(folders, 'trial-'))
  try {
    for (const isolation of [bwrapIsolation(sight), unshareIsolation(sight, asRoot)]) {
      const trial = isolation.aroundJob({ command: ['/bin/sh', '-c', 'test -d /proc/self'], folder })
      const [file, ...args] = isolation.aroundHost(trial)
      if (await succeeds(file!, args)) return isolation
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return noIsolation('neither bubblewrap (bwrap) nor unshare may be used here')
}

/** How far jobs would be kept from the machine by a server that has its data in `folder`, which is to be empty. */
export async function tryIsolation(folder: string): Promise<IsolationReport> {
  const { kind, reason } = await chooseIsolation({ readable: [], hidden: folder }, folder, 'auto')
  return { kind, reason }
}

function succeeds(file: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'ignore', env: { PATH: process.env.PATH ?? '' } })
    child.on('error', () => resolve(false)).on('close', (code) => resolve(code === 0))
  })
}
