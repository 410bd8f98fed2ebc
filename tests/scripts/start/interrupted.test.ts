/** `npm start` that is ended by a signal before its task is done. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('by %s it ends with status %d, and what it breaks off is not told as a fault', async (signal, expected) => {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start', '--port', '0', '--memory', '--exit'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complained = ''
  child.stderr.on('data', (text) => (complained += text))
  const closed = once(child, 'close')
  for await (const line of createInterface(child.stdout)) if (line.startsWith('Model')) child.kill(signal)
  const [status] = await closed
  expect([status, complained]).toEqual([expected, ''])
})
