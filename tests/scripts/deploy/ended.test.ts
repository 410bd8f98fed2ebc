/** A deployment that is ended by a signal while its `wmill` is at work. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'

const WMILL = new URL('../../../scripts/deploy/wmill.ts', import.meta.url)

/** A Windmill that answers nothing. */
let silent: ReturnType<typeof createServer>
beforeEach(async () => {
  silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
})
afterEach(async () => {
  silent.closeAllConnections()
  silent.close()
  await once(silent, 'close')
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s to the parent alone ends wmill too, and the parent', async (signal) => {
  const { port } = silent.address() as AddressInfo
  const target = { baseUrl: `http://127.0.0.1:${port}`, workspace: 'sample', token: 'any' }
  const code = `import { wmill } from ${JSON.stringify(WMILL.href)}
await wmill(${JSON.stringify(target)}, ['sync', 'push', '--dry-run', '--yes'])`
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { stdio: 'ignore' })
  const closed = once(parent, 'close')
  const [request] = await once(silent, 'request')
  const hungUp = once(request.socket, 'close')
  parent.kill(signal)
  expect(await closed).toEqual([null, signal])
  await hungUp
})
