import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
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

  const write = (entries: Iterable<[number, number]>) => {
    const half = `${file}.part`
    writeFileSync(half, Array.from(entries, ([pid, startTime]) => `${pid} ${startTime}\n`).join(''))
    renameSync(half, file)
  }

  return {
    add(pid: number): void {
      const startTime = readProcess(pid)?.startTime
      if (startTime === undefined) return
      live.set(pid, startTime)
      if (++lines > REWRITE_AFTER) {
        lines = live.size
        write(live)
      } else {
        appendFileSync(file, `${pid} ${startTime}\n`)
      }
    },
    remove(pid: number): void {
      live.delete(pid)
    },
    /** Ends what the last run recorded and still lives, and begins a new record. */
    endLeftovers(): void {
      for (const [pid, startTime] of recorded(file)) {
        if (!live.has(pid) && readProcess(pid)?.startTime === startTime) endGroup(pid)
      }
      write(live)
      lines = live.size
    },
  }
}

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
