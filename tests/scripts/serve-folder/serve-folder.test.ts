import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRepository, type Repository, standInForReact } from '../../clients/wmill.ts'
import { type ServerProcess, startServerProcess } from '../../services/windmill/crash/server-process.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

let repository: Repository
let server: ServerProcess | undefined
beforeEach(() => {
  repository = openRepository()
  standInForReact(join(repository.dir, 'f/sample/board__raw_app'))
  // As an installed package lies in somebody's folder.
  mkdirSync(join(repository.dir, 'node_modules'))
  symlinkSync(ROOT, join(repository.dir, 'node_modules', 'millwright'))
})
afterEach(async () => {
  server?.child.kill('SIGTERM')
  await server?.ended
  server = undefined
  repository.remove()
})

/** Runs `millwright-windmill` as npx does, in the repository's own folder. */
const serve = (...args: string[]) => {
  const program = join('node_modules', 'millwright', 'scripts', 'millwright-windmill.mjs')
  const token = ['--token', 'a-token', '--workspace', 'sample', '--port', '0']
  server = startServerProcess([process.execPath, program, ...token, ...args], { cwd: repository.dir })
  return server
}

const call = async (url: string, method: string, path: string, body?: unknown) => {
  const response = await fetch(`${url}/api/w/sample${path}`, {
    method,
    headers: { authorization: 'Bearer a-token', 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

test('a folder is served, and what changes in it is pushed', async () => {
  const { ready, said } = serve('--memory')
  const url = await ready
  expect(said()).toContain('+ f/sample/greet.ts\n')
  expect((await call(url, 'POST', '/jobs/run_wait_result/p/f/sample/greet', { name: 'Ada' })).text).toContain('Ada')
  expect((await fetch(`${url}/api/r/sample/hello/Ada`)).status).toBe(200)

  const file = join(repository.dir, 'f/sample/later.ts')
  writeFileSync(file, 'export function main() { return "first" }\n')
  const later = () => call(url, 'POST', '/jobs/run_wait_result/p/f/sample/later', {})
  await expect.poll(later, { timeout: 120_000 }).toEqual({ status: 200, text: '"first"' })
  writeFileSync(file, 'export function main() { return "second" }\n')
  await expect.poll(later, { timeout: 120_000 }).toEqual({ status: 200, text: '"second"' })
  await expect.poll(said, { timeout: 120_000 }).toContain('~ f/sample/later.ts\n')
})

test('a push that fails is said, and the next change mends it', async () => {
  const file = join(repository.dir, 'f/sample/yearly.schedule.yaml')
  const schedule = (cron: string) =>
    writeFileSync(
      file,
      `schedule: '${cron}'\ntimezone: UTC\nenabled: false\nis_flow: false\nscript_path: f/sample/greet\nargs: {}\n`,
    )
  schedule('every year')
  const { ready, said } = serve('--memory')
  const url = await ready
  expect(said()).toMatch(/^wmill sync push failed: f\/sample\/yearly: Bad request: Invalid cron expression.*$/m)
  schedule('0 0 0 1 1 *')
  const yearly = async () => (await call(url, 'GET', '/schedules/exists/f/sample/yearly')).text
  await expect.poll(yearly, { timeout: 120_000 }).toBe('true')
})

test('what is kept in the folder is taken up at the next start, and nothing is pushed again', async () => {
  const first = serve('--once')
  const url = await first.ready
  await call(url, 'POST', '/variables/create', { path: 'u/admin/kept', value: '1', is_secret: false, description: '' })
  await first.kill()
  const second = serve('--once')
  const again = await second.ready
  expect((await call(again, 'GET', '/variables/get_value/u/admin/kept')).text).toBe('"1"')
  expect(second.said()).not.toContain('f/sample/greet.ts')
})

test('a folder without wmill.yaml is refused in one line', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'no-wmill-'))
  const { status, said } = await serve('--dir', empty).ended
  rmSync(empty, { recursive: true })
  expect([status, said]).toEqual([
    1,
    `${empty} has no wmill.yaml. Give the folder of a Windmill repository: --dir PATH, or run npx wmill init there.\n`,
  ])
})
