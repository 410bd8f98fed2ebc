import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import { recorded } from '../services/windmill/api/recorded.ts'
import { type ListeningProxy, listenTo } from './listening-proxy.ts'
import { isPoll, type NeutralExchange, neutral } from './neutral-exchange.ts'
import { openRepository, type Repository, standInForReact } from './wmill.ts'

const PULLED = fileURLToPath(new URL('../conformance/pulled', import.meta.url))
const APP = 'f/sample/board__raw_app'

let windmill: RunningWindmill
let proxy: ListeningProxy
let repository: Repository

beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'] })
  proxy = await listenTo(windmill.url)
  repository = openRepository()
})

afterAll(async () => {
  repository?.remove()
  await proxy?.close()
  await windmill?.stop()
})

/** Runs a command and checks that CLI and server say to each other what the real ones said under that step. */
async function says(step: string, ...args: string[]): Promise<string> {
  proxy.heard()
  const text = await repository.wmill(...args)
  const heard = proxy.heard().filter((exchange) => !isPoll(exchange))
  const real = recorded(step).filter((exchange) => !isPoll(exchange))
  const comparable = (exchanges: typeof heard) => exchanges.map(neutral).map(withoutOthers)
  expect(comparable(heard)).toEqual(comparable(real))
  return text
}

/** The recorded server had another workspace beside this one. */
function withoutOthers(exchange: NeutralExchange): NeutralExchange {
  if (!exchange.request.endsWith('/workspaces/users')) return exchange
  const { workspaces, ...body } = exchange.body as { workspaces: { id: string }[] }
  return { ...exchange, body: { ...body, workspaces: workspaces.filter(({ id }) => id === 'sample') } }
}

/** The files of a folder by path, without packages and without the output of bundling. */
function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('node_modules'))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  )
}

test('a workspace is added and its user is known', async () => {
  await says('wmill workspace add', 'workspace', 'add', 'sample', 'sample', `${proxy.url}/`, '--token', windmill.token)
  expect(await says('wmill workspace whoami', 'workspace', 'whoami')).toContain('"username": "admin"')
})

test('metadata is generated, with locks made offline', async () => {
  expect(await says('wmill generate-metadata', 'generate-metadata', '--yes')).toContain('Done. Updated 6 item(s).')
})

test('everything is pushed into an empty workspace', async () => {
  standInForReact(join(repository.dir, APP))
  const text = await says('wmill sync push, into an empty workspace', 'sync', 'push', '--yes')
  expect(text).toContain('Done! All 31 changes pushed')
})

test('a second push finds nothing but what the server has added', async () => {
  const text = await says('wmill sync push, nothing changed but server-side defaults', 'sync', 'push', '--yes')
  expect(text).toContain('6 changes to apply')
})

test('a pull writes what it writes from a real Windmill', async () => {
  repository = repository.besides()
  await says('wmill sync pull', 'sync', 'pull', '--yes')
  expect(filesOf(repository.dir)).toEqual(filesOf(PULLED))
})

test('a push after the pull has nothing to do', async () => {
  const text = await says('wmill sync push, after the pull: no change', 'sync', 'push', '--yes')
  expect(text).toContain('0 changes to apply')
})

test('one edited script is pushed alone, as a child of its older version', async () => {
  const file = join(repository.dir, 'f/sample/greet.ts')
  writeFileSync(file, readFileSync(file, 'utf8').replace('Hello,', 'Welcome,'))
  const text = await says('wmill sync push, one script edited', 'sync', 'push', '--yes')
  expect(text).toContain('Updated script f/sample/greet')
})

test('a script and a flow are run', async () => {
  const script = ['script', 'run', 'f/sample/greet', '-d', '{"name":"Ada","repetitions":2}']
  expect(await says('wmill script run', ...script)).toContain('Welcome, Ada!')
  const flow = ['flow', 'run', 'f/sample/pipeline', '-d', '{"names":["Ada","Bob"]}']
  expect(await says('wmill flow run', ...flow)).toContain('WELCOME, ADA! WELCOME, BOB!')
})

test('a script and a flow are previewed from their files', async () => {
  const script = ['script', 'preview', 'f/sample/greet.ts', '-d', '{"name":"Eve"}']
  expect(await says('wmill script preview', ...script)).toContain('Welcome, Eve!')
  const flow = ['flow', 'preview', 'f/sample/pipeline__flow', '-d', '{"names":["Eve"]}']
  expect(await says('wmill flow preview', ...flow)).toContain('WELCOME, EVE!')
})

test.each([
  ['wmill schedule list', 'f/sample/nightly'],
  ['wmill script list', 'f/sample/greet'],
  ['wmill flow list', 'f/sample/pipeline'],
  ['wmill app list', 'f/sample/board'],
  ['wmill resource list', 'f/sample/api'],
  ['wmill variable list', 'f/sample/colour'],
  ['wmill resource-type list', 'sample_api'],
])('%s answers as recorded', async (step, listed) => {
  expect(await says(step, ...step.split(' ').slice(1))).toContain(listed)
})

test('triggers are listed; kinds that the recorded Windmill lacks are not there', async () => {
  proxy.heard()
  expect(await repository.wmill('trigger', 'list')).toContain('f/sample/hello_post')
  const inOrder = (a: NeutralExchange, b: NeutralExchange) => a.request.localeCompare(b.request)
  // The reason of a 404 is said here; the recorded one had no words.
  const withoutReason = (exchange: NeutralExchange) =>
    exchange.status === 404 ? { ...exchange, type: '', body: '' } : exchange
  const comparable = (exchanges: Parameters<typeof neutral>[0][]) =>
    exchanges.map(neutral).map(withoutReason).sort(inOrder)
  expect(comparable(proxy.heard())).toEqual(comparable(recorded('wmill trigger list')))
})

test('what is deleted from the repository is deleted from the workspace, and comes back when it is put back', async () => {
  const gone = [
    'f/sample/greet.ts',
    'f/sample/greet.script.yaml',
    'f/sample/greet.script.lock',
    'f/sample/nightly.schedule.yaml',
  ]
  const folders = ['f/sample/pipeline__flow', APP]
  for (const file of [...gone, ...folders]) rmSync(join(repository.dir, file), { recursive: true })
  proxy.heard()
  await repository.wmill('sync', 'push', '--yes')
  const changes = proxy.heard().filter(({ method }) => method === 'POST' || method === 'DELETE')
  // The CLI deletes flows and apps once for each of their files.
  expect([...new Set(changes.map(({ method, path, status }) => `${method} ${path} ${status}`))].sort()).toEqual([
    'DELETE /api/w/sample/apps/delete/f/sample/board 200',
    'DELETE /api/w/sample/flows/delete/f/sample/pipeline 200',
    'DELETE /api/w/sample/schedules/delete/f/sample/nightly 200',
    'POST /api/w/sample/scripts/archive/p/f/sample/greet 200',
  ])

  for (const file of [...gone, ...folders]) cpSync(join(PULLED, file), join(repository.dir, file), { recursive: true })
  standInForReact(join(repository.dir, APP))
  await repository.wmill('sync', 'push', '--yes')
  expect(await repository.wmill('sync', 'push', '--yes')).toContain('0 changes to apply')
})
