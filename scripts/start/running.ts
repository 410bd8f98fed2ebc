import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Target } from '../deploy/index.ts'

const FILE = fileURLToPath(new URL('../../.millwright/running.json', import.meta.url))

const schema = z.object({
  pid: z.number(),
  target: z.object({ baseUrl: z.string(), workspace: z.string(), token: z.string() }),
  hub: z.object({ url: z.string(), publishToken: z.string() }),
})

/** How another command finds the `npm start` that is running here. */
export type Running = z.infer<typeof schema>

/** Notes what is running, readable for this user only. */
export function noteRunning(target: Target, hub: Running['hub']): void {
  mkdirSync(dirname(FILE), { recursive: true })
  writeFileSync(FILE, JSON.stringify({ pid: process.pid, target, hub }), { mode: 0o600 })
}

/** Takes the note back, if it is this process's. */
export function forgetRunning(): void {
  if (findRunning()?.pid === process.pid) rmSync(FILE, { force: true })
}

/** What is running here; undefined when nothing is. */
export function findRunning(): Running | undefined {
  try {
    const running = schema.parse(JSON.parse(readFileSync(FILE, 'utf8')))
    process.kill(running.pid, 0)
    return running
  } catch {
    return undefined
  }
}
