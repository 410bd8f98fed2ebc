import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { endGroup } from './end-process.ts'
import { readProcess } from './process-table.ts'

/** Lines after which the record is written anew, with what lives. */
const REWRITE_AFTER = 4096

/**
 * A record on disk of the processes that run jobs, so that a server that was killed leaves none behind: the next one
 * ends what it finds there. Each line is a pid and the process's start time; a process with the same pid and another
 * start time is somebody else's.
 */
export function createGroupRecord(file: string) {
  const live = new Map<number, number>()
  let lines = 0
  let descriptor: number | undefined

  /** Begins a record that holds what lives now. */
  function begin(): number {
    const half = `${file}.part`
    writeFileSync(half, Array.from(live, ([pid, startTime]) => `${pid} ${startTime}\n`).join(''))
    renameSync(half, file)
    if (descriptor !== undefined) closeSync(descriptor)
    lines = live.size
    return openSync(file, 'a')
  }

  return {
    add(pid: number): void {
      const startTime = readProcess(pid)?.startTime
      if (startTime === undefined) return
      live.set(pid, startTime)
      descriptor ??= openSync(file, 'a')
      writeSync(descriptor, `${pid} ${startTime}\n`)
      if (++lines > REWRITE_AFTER) descriptor = begin()
    },
    remove(pid: number): void {
      live.delete(pid)
    },
    /** Ends what the last run recorded and still lives, and begins a new record. */
    endLeftovers(): void {
      for (const [pid, startTime] of recorded(file)) {
        if (!live.has(pid) && readProcess(pid)?.startTime === startTime) endGroup(pid)
      }
      descriptor = begin()
    },
    close(): void {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}

export type GroupRecord = ReturnType<typeof createGroupRecord>

function recorded(file: string): [number, number][] {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {}
  return text.split('\n').flatMap((line) => {
    const [pid, startTime] = line.split(' ').map(Number)
    return pid && startTime ? [[pid, startTime]] : []
  })
}
