import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const BYTES = 16 * 1024 * 1024

/** A disk of 16 MiB, seen by the processes that are started on it and by nobody else. */
export interface SmallDisk {
  folder: string
  /** A command as it has to be run to see the disk. */
  on(command: string[]): string[]
  /** Takes all the space that is left. */
  fill(): void
  /** Gives that back. */
  free(): void
  remove(): Promise<void>
}

/** Makes a disk in a mount namespace of its own; undefined where this user may not. It is gone with its processes. */
export async function makeSmallDisk(): Promise<SmallDisk | undefined> {
  const asRoot = process.getuid?.() === 0
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'))
  const mount = `mount -t tmpfs -o size=${BYTES} tmpfs ${folder} && echo mounted && exec sleep infinity`
  const namespaces = asRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount']
  const holder = spawn('unshare', [...namespaces, '/bin/sh', '-c', mount], { stdio: ['ignore', 'pipe', 'ignore'] })
  const gone = once(holder, 'exit').catch(() => [])
  const remove = async () => {
    holder.kill('SIGKILL')
    await gone
    rmSync(folder, { recursive: true, force: true })
  }
  const isThere = await Promise.race([once(holder.stdout, 'data').then(() => true), gone.then(() => false)])
  if (!isThere) {
    await remove()
    return undefined
  }
  const enter = asRoot ? ['--mount'] : ['--user', '--preserve-credentials', '--mount']
  const filler = join(`/proc/${holder.pid}/root${folder}`, 'filler')
  return {
    folder,
    on: (command) => ['nsenter', ...enter, `--wd=${REPOSITORY}`, '--target', String(holder.pid), '--', ...command],
    fill: () => {
      for (const size of [64 * 1024, 4096, 1]) {
        while (writeMore(filler, size));
      }
    },
    free: () => truncateSync(filler, 0),
    remove,
  }
}

/** Writes more to the end of a file; false when there is no space for it. */
function writeMore(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
