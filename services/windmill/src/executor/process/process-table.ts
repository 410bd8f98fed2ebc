import { readdirSync, readFileSync } from 'node:fs'

/** One process as `/proc` shows it. */
export interface ProcessRow {
  pid: number
  name: string
  parent: number
  group: number
  /** Clock ticks since the machine started: with the pid, it tells a process from a later one of the same number. */
  startTime: number
  residentKb: number
}

const PAGE_KB = 4

/** Reads one process; undefined when it is gone or the system has no `/proc`. */
export function readProcess(pid: number): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name stands in parentheses and may hold spaces and parentheses itself.
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    return {
      pid,
      name: stat.slice(stat.indexOf('(') + 1, end),
      parent: Number(fields[1]),
      group: Number(fields[2]),
      startTime: Number(fields[19]),
      residentKb: Number(fields[21]) * PAGE_KB,
    }
  } catch {
    return undefined
  }
}

/** All processes of the machine, as far as they can be seen. */
function readProcesses(): ProcessRow[] {
  let names: string[] = []
  try {
    names = readdirSync('/proc')
  } catch {}
  return names.flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []))
}

/** Finds a process and all that it started, whatever group they put themselves in, parents first. */
export type Family = (root: number) => ProcessRow[]

/** Looks at the machine once, for any number of families. */
export function readFamilies(): Family {
  const rows = new Map<number, ProcessRow>()
  const children = new Map<number, ProcessRow[]>()
  for (const row of readProcesses()) {
    rows.set(row.pid, row)
    const siblings = children.get(row.parent)
    if (siblings) siblings.push(row)
    else children.set(row.parent, [row])
  }
  return (root) => {
    const found = rows.has(root) ? [rows.get(root)!] : []
    for (let index = 0; index < found.length; index++) found.push(...(children.get(found[index]!.pid) ?? []))
    return found
  }
}
