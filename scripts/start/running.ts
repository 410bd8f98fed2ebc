import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Target } from '../deploy/index.ts'

/** A note for each `npm start` of this checkout that runs: several may, on data folders and ports of their own. */
const NOTES = fileURLToPath(new URL('../../.millwright/running', import.meta.url))

const schema = z.object({
  pid: z.number(),
  target: z.object({ baseUrl: z.string(), workspace: z.string(), token: z.string() }),
  hub: z.object({ url: z.string(), publishToken: z.string() }),
})

/** How another command finds the `npm start` that is running here. */
export type Running = z.infer<typeof schema>

/** Notes that this process runs, readable for this user only, and forgets those that have ended without a word. */
export function noteRunning(target: Target, hub: Running['hub'], notes = NOTES): void {
  mkdirSync(notes, { recursive: true })
  for (const { file, running } of notesIn(notes)) if (!running) rmSync(file, { force: true })
  writeFileSync(join(notes, `${process.pid}.json`), JSON.stringify({ pid: process.pid, target, hub }), { mode: 0o600 })
}

/** Takes the note of this process back. */
export function forgetRunning(notes = NOTES): void {
  rmSync(join(notes, `${process.pid}.json`), { force: true })
}

/** What is running here, the one that was started last; undefined when nothing is. */
export function findRunning(notes = NOTES): Running | undefined {
  const running = notesIn(notes).filter((note) => note.running !== undefined)
  return running.sort((one, other) => other.at - one.at)[0]?.running
}

/** All notes; without `running` where the process has ended, or what stands there is no note. */
function notesIn(notes: string): { file: string; at: number; running?: Running }[] {
  let names: string[] = []
  try {
    names = readdirSync(notes)
  } catch {
    return []
  }
  return names.map((name) => {
    const file = join(notes, name)
    try {
      const at = statSync(file).mtimeMs
      const running = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
      process.kill(running.pid, 0)
      return { file, at, running }
    } catch {
      return { file, at: 0 }
    }
  })
}
