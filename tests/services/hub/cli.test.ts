import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { event, listen, PUBLISH_TOKEN, post, SESSION_SECRET } from './kit.ts'

const CLI = ['scripts/run.mjs', 'hub']
let child: ChildProcess | undefined
let folder: string | undefined

afterEach(() => {
  child?.kill('SIGKILL')
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('the command serves with secrets from a file and the environment, and stops on SIGTERM', async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-'))
  writeFileSync(join(folder, 'publish'), `${PUBLISH_TOKEN}\n`)
  child = spawn(process.execPath, [...CLI, '--port', '0', '--publish-token-file', join(folder, 'publish')], {
    env: { PATH: process.env.PATH, HUB_SESSION_SECRET: SESSION_SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  const hub = { url: /^ready (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)![1]!, stop: async () => {} }
  const reader = await listen(hub)
  expect((await post(hub, '/broadcast', event())).body).toEqual({ seq: 1, delivered: 1 })
  child.kill('SIGTERM')
  expect((await reader.closed).code).toBe(1001)
  expect(await exited).toEqual([0, null])
})

test('the command says in one line which secret is missing', async () => {
  child = spawn(process.execPath, CLI, { env: { PATH: process.env.PATH }, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr!.on('data', (data) => {
    said += data
  })
  const [status] = await once(child, 'close')
  expect([status, said.trim()]).toEqual([
    1,
    'A secret is missing: give --publish-token-file FILE, or set HUB_PUBLISH_TOKEN.',
  ])
})
