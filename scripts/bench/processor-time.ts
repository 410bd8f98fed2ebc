import { readdirSync, readFileSync } from 'node:fs'

/**
 * Milliseconds of a core that have been spent so far: by this process's own thread, by its others, by the process of the
 * clients, and by all others below this one.
 */
export interface ProcessorTime {
  server: number
  otherThreads: number
  clients: number
  jobs: number
}

/** What the clock of the kernel's tables counts in, on every Linux that Node runs on. */
const TICK_MS = 10

/** Reads the kernel's tables. A process that has ended is counted with the one that started it. `clients` is a pid. */
export function processorTime(clients: number): ProcessorTime {
  const threads = readdirSync('/proc/self/task').map((thread) => ({
    isMain: Number(thread) === process.pid,
    ms: own(`/proc/self/task/${thread}`),
  }))
  const sum = (times: number[]) => times.reduce((total, ms) => total + ms, 0)
  return {
    server: sum(threads.filter(({ isMain }) => isMain).map(({ ms }) => ms)),
    otherThreads: sum(threads.filter(({ isMain }) => !isMain).map(({ ms }) => ms)),
    clients: own(`/proc/${clients}`),
    jobs: sum(below(process.pid, clients)),
  }
}

/** Of each process below one, with those that it has waited for, and without the one called `except`. */
function below(parent: number, except: number): number[] {
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const fields = fieldsOf(`/proc/${pid}`)
      return fields
        ? [
            {
              pid: Number(pid),
              parent: fields[1]!,
              ms: (fields[11]! + fields[12]! + fields[13]! + fields[14]!) * TICK_MS,
            },
          ]
        : []
    })
  const from = (pid: number): number[] =>
    rows.filter((row) => row.parent === pid && row.pid !== except).flatMap((row) => [row.ms, ...from(row.pid)])
  return from(parent)
}

function own(folder: string): number {
  const fields = fieldsOf(folder)
  return fields ? (fields[11]! + fields[12]!) * TICK_MS : 0
}

/** The numbers behind the name in `stat`, the state being the first; undefined for what has ended. */
function fieldsOf(folder: string): number[] | undefined {
  try {
    const text = readFileSync(`${folder}/stat`, 'utf8')
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
  } catch {
    return undefined
  }
}
