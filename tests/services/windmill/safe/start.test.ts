import { afterEach, expect, test } from 'vitest'
import { startWindmill } from '../../../../services/windmill/src/index.ts'
import { type ServerProcess, serverCommand, startServerProcess } from '../crash/server-process.ts'

let server: ServerProcess | undefined
afterEach(() => server?.kill())

const start = (...args: string[]) => {
  server = startServerProcess(serverCommand('--port', '0', '--memory', ...args))
  return server
}

test('with the default password, only this machine is listened on', async () => {
  const { status, said } = await start('--host', '0.0.0.0').ended
  expect([status, said]).toEqual([
    1,
    expect.stringMatching(/^admin@windmill\.dev still has the default password[^\n]*\n$/),
  ])
})

test.for(['127.0.0.1', 'localhost'])('%s is this machine', async (host) => {
  const windmill = await startWindmill({ host, isolation: 'off' })
  expect((await fetch(`${windmill.url}/api/version`)).status).toBe(200)
  await windmill.stop()
})

test('that jobs are not isolated is said before anything runs', async () => {
  const { ready, said } = start('--no-isolation')
  await ready
  expect(said()).toMatch(/^jobs are not isolated: isolation is switched off\nready /)
})

test('a body over the limit that was given is refused', async () => {
  const url = await start('--max-body', '1').ready
  const login = async (bytes: number) =>
    (await fetch(`${url}/api/auth/login`, { method: 'POST', body: 'x'.repeat(bytes) })).status
  expect([await login(1024 * 1024 + 1), await login(1024 * 1024)]).toEqual([413, 400])
})
