/** What a new user meets first: each is one line that says what to do, with status 1, and harms nothing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** A user who may do nothing here, where the tests run as one who may do everything. */
const NOBODY = 65534
const IS_ROOT = process.getuid?.() === 0

let folder: string
let other: { stop(): Promise<void> } | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'first-errors-'))
})
afterEach(async () => {
  await other?.stop()
  other = undefined
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a command as npm does, to its end. */
async function run(command: string, args: string[], uid?: number, cwd = ROOT) {
  const child = spawn(process.execPath, ['scripts/run.mjs', command, ...args], {
    cwd,
    uid,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  return { status, said: said.trim() }
}

const inOneLine = (words: string) => ({ status: 1, said: words })

async function takePort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  other = { stop: () => new Promise((resolve) => server.close(() => resolve())) }
  return (server.address() as { port: number }).port
}

describe.each(['windmill', 'start'])('npm run %s', (command) => {
  const withData = (port = '0') => ['--port', port, '--data', folder]

  test('with a port that is in use', async () => {
    const port = await takePort()
    expect(await run(command, withData(String(port)))).toEqual(
      inOneLine(`Port ${port} is in use. Stop what listens there, or choose another: --port ${port + 1}.`),
    )
  })

  test('with a data folder of a newer version', async () => {
    const database = new Database(join(folder, 'windmill.sqlite'))
    database.exec('PRAGMA user_version = 999')
    database.close()
    const { status, said } = await run(command, withData())
    expect([status, said]).toEqual([
      1,
      expect.stringMatching(/^The data folder \S+ was written by a newer version[^\n]*$/),
    ])
    expect(said).toContain('Update Millwright, or give another folder: --data DIR.')
  })

  test('with a data folder that another server has', async () => {
    const windmill: RunningWindmill = await startWindmill({ dataDir: folder, isolation: 'off' })
    other = windmill
    expect(await run(command, withData())).toEqual(
      inOneLine(
        `The data folder ${folder} is in use by another server. Stop that one, or give another folder: --data DIR.`,
      ),
    )
    expect((await fetch(`${windmill.url}/api/version`)).status).toBe(200)
  })

  test('with a data folder that this user may not read', async () => {
    chmodSync(folder, IS_ROOT ? 0o700 : 0o000)
    const { status, said } = await run(command, withData(), IS_ROOT ? NOBODY : undefined)
    const words = `The data folder ${folder} cannot be used (EACCES: permission denied, access '${folder}').`
    expect([status, said]).toEqual([1, `${words} Let this user read and write it, or give another folder: --data DIR.`])
  })

  test('with a data folder whose database is none', async () => {
    writeFileSync(join(folder, 'windmill.sqlite'), 'notes '.repeat(500))
    const { status, said } = await run(command, withData())
    expect([status, said]).toEqual([
      1,
      expect.stringMatching(/^The data folder \S+ cannot be read: [^\n]*Put a copy of it back[^\n]*$/),
    ])
  })

  test('with an option that is none', async () => {
    const { status, said } = await run(command, ['--porrt', '1'])
    expect([status, said]).toEqual([1, expect.stringMatching(/^Unknown option '--porrt'[^\n]*$/)])
  })
})

test('npm start with something that cannot be deployed', async () => {
  for (const name of ['scripts', 'services', 'f', 'tests/helpers', 'package.json', 'package-lock.json']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  // The commands import from f/; only what is wrong is deployed.
  writeFileSync(join(folder, 'wmill.yaml'), 'includes: ["f/a/**"]\nincludeSchedules: true\nnonDottedPaths: true\n')
  mkdirSync(join(folder, 'f', 'a'), { recursive: true })
  const schedule = 'schedule: every day\ntimezone: UTC\nenabled: true\nis_flow: true\nscript_path: f/a/b\nargs: {}\n'
  writeFileSync(join(folder, 'f', 'a', 'daily.schedule.yaml'), schedule)
  const { status, said } = await run('start', ['--port', '0', '--memory', '--exit'], undefined, folder)
  expect(status).toBe(1)
  expect(said.split('\n').at(-1)).toMatch(/^wmill sync push failed: f\/a\/daily: .+\. Mend that, and deploy again\.$/)
})
