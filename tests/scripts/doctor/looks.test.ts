import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checksOf } from '../../../scripts/doctor/checks.ts'
import { lookAtServer } from '../../../scripts/doctor/deployment.ts'
import { lookAtBun, lookAtDataFolder, lookAtNode, lookAtPackages, lookAtPort } from '../../../scripts/doctor/machine.ts'
import { lookAtModels, lookAtProvider } from '../../../scripts/doctor/model.ts'
import { startWindmill } from '../../../services/windmill/src/index.ts'

let folder: string
let server: Server | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  server?.close()
  server = undefined
})

/** Serves until the test is over; answers the port. */
async function listen(answer: RequestListener = (_request, response) => response.end()): Promise<number> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const running = (port: number) => ({
  pid: 1,
  target: { baseUrl: `http://127.0.0.1:${port}`, workspace: 'w', token: 't' },
  hub: { url: '', publishToken: '' },
})

test('each check needs none but those before it', () => {
  const checks = checksOf({ root: folder, env: {}, port: 1, dataDir: folder })
  const names = checks.map(({ name }) => name)
  for (const [index, { needs }] of checks.entries()) {
    expect(names.slice(0, index)).toEqual(expect.arrayContaining(needs))
  }
})

test('an old Node is broken', () => {
  expect(lookAtNode('20.18.9')).toMatchObject({ state: 'broken', fix: expect.stringContaining('Node 20.19 or newer') })
  expect([lookAtNode('20.19.0'), lookAtNode('24.1.0')].map(({ state }) => state)).toEqual(['fine', 'fine'])
})

test('packages that are not as the lock file says are broken', () => {
  const packages = (version: string) => JSON.stringify({ packages: { 'node_modules/a': { version } } })
  writeFileSync(join(folder, 'package-lock.json'), packages('1.0.0'))
  expect(lookAtPackages(folder)).toMatchObject({ state: 'broken', fix: 'Run: npm ci' })
})

test('a Bun that is not there, or does not run, is broken', () => {
  expect(lookAtBun()).toMatchObject({ state: 'fine', told: expect.stringMatching(/^\d+\.\d+\.\d+/) })
  expect(lookAtBun(() => join(folder, 'bun'))).toMatchObject({
    state: 'broken',
    told: expect.stringContaining('ENOENT'),
  })
})

describe('the port', () => {
  test('is broken when another program has it, and fine when it is free', async () => {
    const port = await listen()
    expect(await lookAtPort(port)).toMatchObject({
      state: 'broken',
      fix: expect.stringContaining(`--port ${port + 1}`),
    })
    await new Promise((resolve) => server!.close(resolve))
    expect(await lookAtPort(port)).toMatchObject({ state: 'fine' })
  })

  test('is fine when it is that of npm start', async () => {
    const port = await listen()
    expect(await lookAtPort(port, running(port))).toMatchObject({ state: 'fine' })
  })
})

describe('the data folder', () => {
  test('is fine when it can be made, and is not made', () => {
    const wanted = join(folder, 'a', 'b')
    expect(lookAtDataFolder(wanted)).toMatchObject({ state: 'fine' })
    expect(existsSync(join(folder, 'a'))).toBe(false)
  })

  test('is broken when another server has it, unless that is npm start', async () => {
    const windmill = await startWindmill({ dataDir: folder, isolation: 'off' })
    const before = readdirSync(folder)
    expect(lookAtDataFolder(folder)).toEqual({
      state: 'broken',
      told: `The data folder ${folder} is in use by another server`,
      fix: 'Stop that one, or give another folder: --data DIR.',
    })
    expect(lookAtDataFolder(folder, running(1))).toMatchObject({ state: 'fine' })
    expect(readdirSync(folder)).toEqual(before)
    await windmill.stop()
    expect(lookAtDataFolder(folder)).toMatchObject({ state: 'fine' })
  })

  test('is broken when what is in it is no database', () => {
    writeFileSync(join(folder, 'windmill.sqlite'), 'notes '.repeat(500))
    expect(lookAtDataFolder(folder)).toMatchObject({
      state: 'broken',
      fix: expect.stringContaining('Put a copy of it back'),
    })
  })
})

describe('the provider of models', () => {
  /** A provider that has these models, accepts this key, and gives embeddings of so many numbers. */
  const provider = async (models: string[], numbers = 1536) => {
    const port = await listen((request, response) => {
      if (request.headers.authorization !== 'Bearer right') response.statusCode = 401
      const embedding = { data: [{ embedding: Array(numbers).fill(0) }] }
      const list = { data: models.map((id) => ({ id })) }
      response.end(JSON.stringify(request.url === '/v1/models' ? list : embedding))
    })
    return { OPENAI_API_KEY: 'right', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_MODEL: 'chat' }
  }

  test('is a note when none is set', async () => {
    expect(await lookAtProvider({})).toMatchObject({ state: 'note', told: expect.stringContaining('offline') })
  })

  test('is fine when it answers and has the models', async () => {
    const env = await provider(['chat'])
    expect([await lookAtProvider(env), await lookAtModels(env)].map(({ state }) => state)).toEqual(['fine', 'fine'])
  })

  test('is broken when it does not answer, or not to this key, and the key is not told', async () => {
    const env = await provider(['chat'])
    const refused = await lookAtProvider({ ...env, OPENAI_API_KEY: 'secret' })
    expect(refused).toMatchObject({ state: 'broken', fix: 'Set OPENAI_API_KEY to a valid key.' })
    const silent = await lookAtProvider({ OLLAMA_BASE_URL: 'http://127.0.0.1:9' })
    expect(silent).toMatchObject({ state: 'broken', fix: 'Start it: ollama serve' })
    expect(JSON.stringify([refused, silent])).not.toContain('secret')
    const nonsense = await lookAtProvider({ ...env, OPENAI_BASE_URL: 'nonsense' })
    expect(nonsense).toMatchObject({ state: 'broken', told: expect.stringContaining('OPENAI_BASE_URL') })
  })

  test('is broken when it lacks the model, or its embeddings do not fit', async () => {
    const without = await lookAtModels(await provider(['other']))
    expect(without).toMatchObject({ told: 'openai has no model chat', fix: 'Set OPENAI_MODEL to a model that it has.' })
    server!.close()
    const other = await lookAtModels(await provider(['chat'], 768))
    expect(other).toMatchObject({ told: expect.stringContaining('768 numbers, and the memory holds 1536') })
  })
})

test('a server that is named and does not answer is broken; when none is, it is absent', async () => {
  expect(await lookAtServer(undefined)).toMatchObject({ state: 'absent' })
  const nowhere = { baseUrl: 'http://127.0.0.1:9', workspace: 'w', token: 't' }
  expect(await lookAtServer(nowhere)).toMatchObject({ state: 'broken', fix: expect.stringContaining('--base-url') })
})
