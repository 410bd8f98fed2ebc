import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ExecutorUnderTest, NODE_MODULES, startExecutor } from './executor-under-test.ts'

/** A folder that could be used again is so within these: processes get theirs ahead of their jobs. */
const ROUNDS = 20

describe.each(['auto', 'off'] as const)('with isolation %s', (isolation) => {
  let executor: ExecutorUnderTest
  beforeAll(async () => {
    vi.stubEnv('OPERATORS_SECRET', 'do not tell')
    executor = await startExecutor({ isolation })
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await executor.stop()
  })

  test('a job has the variables that it is given, and a few of the system', async () => {
    const code = 'export function main() { return { ...process.env } }'
    const env = (await executor.result(code, { env: { WM_JOB_ID: 'j1', WM_TOKEN: 't1' } })) as Record<string, string>
    const given = ['DO_NOT_TRACK', 'FORCE_COLOR', 'HOME', 'LANG', 'PATH', 'TZ', 'WM_JOB_ID', 'WM_TOKEN']
    expect(Object.keys(env).filter((name) => name !== 'PWD')).toEqual(expect.arrayContaining(given))
    expect(Object.keys(env).filter((name) => name !== 'PWD' && !name.startsWith('BUN_'))).toHaveLength(given.length)
    expect(env).toMatchObject({ TZ: 'Etc/UTC', FORCE_COLOR: '1' })
  })

  test('what a job starts has nothing of the operator either', async () => {
    const code =
      'import { execSync } from "node:child_process"\nexport const main = () => execSync("cat /proc/self/environ").toString()'
    expect(await executor.result(code)).not.toContain('OPERATORS_SECRET')
  })

  test('each job has an empty folder of its own that is also its home', async () => {
    const code = `import { readdirSync, writeFileSync } from "node:fs"
export function main() { const found = readdirSync("."); writeFileSync("left", "x"); return [found, process.cwd() === process.env.HOME] }`
    for (let round = 0; round < ROUNDS; round++) expect(await executor.result(code)).toEqual([[], true])
  })

  test('a folder whose rights a job has changed is of no later job', async () => {
    const code = `import { chmodSync, statSync } from "node:fs"
export function main() { const { mode } = statSync("."); chmodSync(".", 0o500); return (mode & 0o700).toString(8) }`
    for (let round = 0; round < ROUNDS; round++) expect(await executor.result(code)).toBe('700')
  })

  test('folders of jobs are removed', async () => {
    const other = await startExecutor({ isolation })
    await other.run('export function main() {}')
    await other.run('echo 1', { language: 'bash' })
    await other.executor.stop()
    expect(readdirSync(join(other.dataDir, 'executor', 'jobs'))).toEqual([])
    await other.stop()
  })

  test('a shared folder is ./shared, for TypeScript and for bash', async () => {
    const shared_dir = join(executor.dataDir, 'shared', 'flow-1')
    mkdirSync(shared_dir, { recursive: true })
    await executor.result(
      'import { writeFileSync } from "node:fs"\nexport function main() { writeFileSync("./shared/x", "passed on") }',
      { shared_dir },
    )
    expect(await executor.result('cat ./shared/x', { language: 'bash', shared_dir })).toBe('passed on')
  })
})

test('a folder on the machine that a job has left empty is one of a later job', async () => {
  const executor = await startExecutor({ isolation: 'off' })
  const seen = new Set<unknown>()
  await expect
    .poll(async () => {
      const cwd = await executor.result('export const main = () => process.cwd()')
      return seen.has(cwd) || !seen.add(cwd)
    })
    .toBe(true)
  await executor.stop()
})

/** Programs that a system has, and no others: bubblewrap is missing here. */
function pathWithoutBubblewrap(): string {
  const folder = mkdtempSync(join(tmpdir(), 'path-'))
  for (const name of ['unshare', 'mount', 'mkdir']) symlinkSync(`/usr/bin/${name}`, join(folder, name))
  return folder
}

describe.each(['bwrap', 'unshare'] as const)('in namespaces by %s', (tool) => {
  let executor: ExecutorUnderTest
  beforeAll(async () => {
    if (tool === 'unshare') vi.stubEnv('PATH', pathWithoutBubblewrap())
    executor = await startExecutor()
    writeFileSync(join(executor.dataDir, 'store.db'), 'the store')
    mkdirSync(join(executor.dataDir, 'shared'))
  })
  afterAll(async () => {
    await executor.stop()
    if (tool === 'unshare') rmSync(process.env.PATH!, { recursive: true })
    vi.unstubAllEnvs()
  })

  test('it is what the start reports, or a reason why not', () => {
    const { kind, reason } = executor.executor.isolation
    if (kind === 'bwrap') expect([tool, reason]).toEqual(['bwrap', undefined])
    else expect(reason).toMatch(/bwrap|bubblewrap/)
  })

  const skipUnless = (kinds: string[]) => !kinds.includes(executor.executor.isolation.kind)

  test('a job sees no process but its own', async ({ skip }) => {
    skip(skipUnless(['bwrap', 'unshare']))
    const code = `import { readdirSync, existsSync } from "node:fs"
export function main(server: number) {
  return { seen: readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length, server: existsSync("/proc/" + server + "/environ") }
}`
    const found = (await executor.result(code, { args: { server: process.pid } })) as { seen: number; server: boolean }
    expect(found.server).toBe(false)
    expect(found.seen).toBeLessThan(6)
  })

  test('a job can read neither the store nor the record of processes', async ({ skip }) => {
    skip(skipUnless(['bwrap', 'unshare']))
    const code =
      'import { existsSync } from "node:fs"\nexport function main(files: string[]) { return files.map((file) => existsSync(file)) }'
    const files = ['store.db', 'executor/processes', 'shared'].map((name) => join(executor.dataDir, name))
    expect(await executor.result(code, { args: { files } })).toEqual([false, false, false])
  })

  test('a job cannot list the bundles of others when the server is root', async ({ skip }) => {
    skip(skipUnless(['bwrap']) || process.getuid?.() !== 0)
    const code =
      'import { readdirSync } from "node:fs"\nexport function main(folder: string) { return readdirSync(folder) }'
    const { outcome } = await executor.run(code, { args: { folder: join(executor.dataDir, 'executor', 'bundles') } })
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /EACCES/ } })
  })

  test('a job can write its own folder and /tmp, and nothing of the system', async ({ skip }) => {
    skip(skipUnless(['bwrap']))
    const code = `import { writeFileSync } from "node:fs"
export function main(places: string[]) {
  return places.map((place) => { try { writeFileSync(place + "/written", ""); return true } catch { return false } })
}`
    const places = ['.', '/tmp', '/', '/usr', '/etc', NODE_MODULES]
    expect(await executor.result(code, { args: { places } })).toEqual([true, true, false, false, false, false])
  })

  test('one job does not find what another left in /tmp', async ({ skip }) => {
    skip(skipUnless(['bwrap']))
    await executor.result('echo x > /tmp/left; echo x > /dev/shm/left', { language: 'bash' })
    expect(await executor.result('ls /tmp /dev/shm', { language: 'bash' })).not.toContain('left')
  })

  test('a job reaches the network of the machine', async () => {
    const { createServer } = await import('node:http')
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.on('listening', resolve))
    const { port } = server.address() as { port: number }
    const code = 'export async function main(port: number) { return (await fetch("http://127.0.0.1:" + port)).text() }'
    expect(await executor.result(code, { args: { port } })).toBe('hello')
    server.close()
  })
})
