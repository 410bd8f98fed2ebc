import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { System } from '../../shared/system.ts'
import type { ProcessHost } from '../host/process-host.ts'
import type { JobProcess } from '../host/remote-process.ts'
import type { Isolation } from '../isolation/isolation.ts'
import type { GroupRecord } from './group-record.ts'

export interface Started extends JobProcess {
  /** The job's folder on the machine, if it has one. It is given up when the process has ended and `release` was called. */
  folder?: string
  release(): void
}

export interface LaunchRequest {
  command: string[]
  env?: Record<string, string>
  /** Appears as `./shared`. */
  shared?: string
  /** Files to write into the job's folder, which is then one on the machine. */
  files?: Record<string, string>
  /** Folders that it may write, beside its own. */
  writable?: string[]
}

/** The environment that every job's process starts with; a job's own variables come with the job. */
const BASE_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TZ: 'Etc/UTC',
  LANG: 'C.UTF-8',
  FORCE_COLOR: '1',
  DO_NOT_TRACK: '1',
  // Bun would write what it made of each script into the job's folder, for nobody.
  BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0',
}

/** How many empty folders are kept for processes to come. */
const MOST_EMPTY = 16

/**
 * Starts processes in the isolation, each in a folder of its own, and keeps the record of those that live. `directory` is
 * where folders on the machine are made. A folder that its process has left empty is the next one's, because to make and
 * to remove one holds the server up for as long as the disk is busy.
 */
export function createLauncher(
  directory: string,
  isolation: Isolation,
  host: ProcessHost,
  record: GroupRecord,
  system: Pick<System, 'uuid'>,
) {
  const live = new Set<Started>()
  const removing = new Set<Promise<void>>()
  const empty: string[] = []

  function newFolder(): string {
    const folder = join(directory, system.uuid())
    mkdirSync(folder, { recursive: true })
    return folder
  }

  function makeFolder(files: Record<string, string>, shared: string | undefined): string {
    const folder = empty.pop() ?? newFolder()
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    if (shared)
      isolation.kind === 'bwrap' ? mkdirSync(join(folder, 'shared')) : symlinkSync(shared, join(folder, 'shared'))
    return folder
  }

  function giveUp(folder: string): void {
    if (empty.length < MOST_EMPTY && isAsNew(folder)) empty.push(folder)
    else remove(folder)
  }

  /** Beside all else: it may take the system milliseconds. */
  function remove(folder: string): void {
    const removed = rm(folder, { recursive: true, force: true, maxRetries: 3 }).finally(() => removing.delete(removed))
    removing.add(removed)
  }

  return {
    start({ command, env, shared, files, writable }: LaunchRequest): Started {
      const folder = isolation.needsFolder || files ? makeFolder(files ?? {}, shared) : undefined
      const process = host.start({
        command: isolation.aroundJob({ command, folder, shared, writable }),
        cwd: isolation.kind === 'bwrap' ? '/' : folder!,
        env: { ...BASE_ENVIRONMENT, HOME: isolation.home(folder), ...env },
      })
      void process.started.then(record.add)
      const started: Started = Object.assign(process, {
        folder,
        release: () => void process.ended.then(() => folder && giveUp(folder)),
      })
      live.add(started)
      void process.ended.then(() => {
        live.delete(started)
        record.remove(process.pid)
      })
      return started
    },
    live: (): Started[] => [...live],
    /** The folders on the machine that are in use, or kept. */
    folders: (): string[] => [...empty, ...[...live].flatMap(({ folder }) => folder ?? [])],
    /** Done when the folders of all that have ended and were released are gone. */
    async settle(): Promise<void> {
      for (const folder of empty.splice(0)) remove(folder)
      await Promise.allSettled(removing)
    },
  }
}

/** Whether a process has left its folder as it got it. */
function isAsNew(folder: string): boolean {
  try {
    const status = lstatSync(folder)
    return status.isDirectory() && (status.mode & 0o700) === 0o700 && readdirSync(folder).length === 0
  } catch {
    return false
  }
}

export type Launcher = ReturnType<typeof createLauncher>
