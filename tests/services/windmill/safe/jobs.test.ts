import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../../../services/windmill/src/index.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type Client, createClient } from '../../../conformance/player/client.ts'
import { until } from '../../../conformance/player/follow.ts'

const SECRET = 'an-operators-secret-that-no-job-may-see'
const MIB = 1024 * 1024

let windmill: RunningWindmill
let client: Client
let dataDir: string
beforeAll(async () => {
  vi.stubEnv('OPERATORS_SECRET', SECRET)
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'safe-jobs-')))
  const jobLimits = { maxOutputBytes: 20_000, maxMemoryBytes: 300 * MIB, maxProcesses: 30 }
  windmill = await startWindmill({ dataDir, workspaces: ['safe'], jobLimits })
  client = createClient(windmill.url, windmill.token, 'safe')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await windmill.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Runs a script to its end. */
async function run(language: 'bun' | 'bash', content: string, more: { args?: JsonObject; timeout?: number } = {}) {
  const { args = {}, timeout } = more
  const query = timeout ? `?timeout=${timeout}` : ''
  const id = String(await client.call('POST', `/jobs/run/preview${query}`, { language, content, args }))
  return until(client, id, 'the end of the job', async () => {
    const job = (await client.call('GET', `/jobs_u/get/${id}`)) as JsonObject
    return job.type === 'CompletedJob' ? job : undefined
  })
}

/** The last line of a job's log. */
const logOf = async (id: Json | undefined) =>
  String(await client.call('GET', `/jobs_u/get_logs/${id}`))
    .trim()
    .split('\n')
    .at(-1)

/** What a job can see depends on what the system lets it be kept in. */
const skipUnlessApart = (skip: (note: string) => void) => {
  if (windmill.isolation.kind !== 'bwrap') skip(`no bubblewrap here: ${windmill.isolation.reason}`)
}

describe('a job cannot read', () => {
  test('the operator’s environment, its own or that of any process', async ({ skip }) => {
    skipUnlessApart(skip)
    const bash =
      'cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n" | grep -c OPERATORS > result.out || echo none > result.out'
    expect((await run('bash', bash)).result).toContain('none')
    const bun = `import { readdirSync, readFileSync } from "node:fs"
export function main(server: number) {
  const texts = readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).map((pid) => {
    try { return readFileSync("/proc/" + pid + "/environ", "latin1") } catch { return "" }
  })
  let servers = "seen"
  try { readFileSync("/proc/" + server + "/environ") } catch { servers = "not seen" }
  return { secret: [JSON.stringify(process.env), ...texts].some((text) => text.includes("OPERATORS_SECRET")), servers }
}`
    const { result } = await run('bun', bun, { args: { server: process.pid } })
    expect(result).toEqual({ secret: false, servers: 'not seen' })
  })

  test('the store, nor anything else of the data folder', async ({ skip }) => {
    skipUnlessApart(skip)
    const places = ['windmill.sqlite', 'windmill.sqlite-wal', 'lock.db', 'executor/processes', 'executor/jobs']
    const bun = `import { readdirSync, readFileSync, statSync } from "node:fs"
export function main(places: string[]) {
  return places.filter((place) => { try { return statSync(place).isDirectory() ? readdirSync(place) : readFileSync(place) } catch { return false } })
}`
    const everywhere = ['', '/tmp/data', '/proc/1/root', '/proc/self/root'].flatMap((root) =>
      places.flatMap((place) => [`${root}${dataDir}/${place}`, `${root}/${place}`, `/tmp/data/${place}`]),
    )
    expect((await run('bun', bun, { args: { places: everywhere } })).result).toEqual([])
    const search = "find / -name 'windmill.sqlite*' -not -path '/proc/*' 2>/dev/null || true; echo searched"
    const found = await run('bash', search)
    expect(await logOf(found.id)).toBe('searched')
  })

  test('the folder, the memory or the processes of a job that runs beside it', async ({ skip }) => {
    skipUnlessApart(skip)
    const waits = `import { writeFileSync } from "node:fs"
export async function main() {
  writeFileSync("mine", "${SECRET}")
  writeFileSync("/tmp/mine", "${SECRET}")
  console.log("written")
  await new Promise(() => setInterval(() => {}, 1000))
}`
    const other = String(await client.call('POST', '/jobs/run/preview', { language: 'bun', content: waits }))
    await until(client, other, 'the other job to write', async () => {
      const log = String(await client.call('GET', `/jobs_u/get_logs/${other}`))
      return log.includes('written') || undefined
    })
    const looks = await run('bash', "find / -name mine -not -path '/proc/*' 2>/dev/null || true; echo searched")
    expect(await logOf(looks.id)).toBe('searched')
    const seen = await run(
      'bun',
      'import { readdirSync } from "node:fs"\nexport function main() { return readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length }',
    )
    expect(seen.result).toBeLessThan(6)
    await client.call('POST', `/jobs_u/queue/cancel/${other}`, { reason: 'seen enough' })
  })
})

describe('a bomb ends its job, and the server goes on', () => {
  const goesOn = async () => {
    expect((await fetch(`${windmill.url}/api/version`)).status).toBe(200)
    expect((await run('bun', 'export function main() { return "fine" }')).result).toBe('fine')
  }
  const messageOf = ({ result }: JsonObject) => ((result as JsonObject).error as JsonObject).message

  test('of output', async () => {
    const job = await run('bash', 'yes "a line that is printed for ever"')
    expect([job.success, messageOf(job)]).toEqual([false, expect.stringContaining('logs or result reached limit')])
    const log = String(await client.call('GET', `/jobs_u/get_logs/${job.id}`))
    expect(log.length).toBeLessThan(30_000)
    await goesOn()
  })

  test('of memory', async () => {
    const bun = `export async function main() {
  const kept: Uint8Array[] = []
  for (;;) { kept.push(new Uint8Array(50_000_000).fill(1)); await new Promise((r) => setTimeout(r, 20)) }
}`
    const job = await run('bun', bun)
    expect([job.success, messageOf(job)]).toEqual([false, expect.stringContaining('more than 300 MiB of memory')])
    await goesOn()
  })

  test('of memory that belongs to no process', async ({ skip }) => {
    skipUnlessApart(skip)
    const job = await run('bash', 'head -c 100000000 /dev/zero > /dev/shm/bomb')
    expect([job.success, job.logs]).toEqual([false, expect.stringContaining('No space left on device')])
    await goesOn()
  })

  test('of processes', async () => {
    const job = await run('bash', 'for i in $(seq 200); do sleep 1000 & done; wait')
    expect([job.success, messageOf(job)]).toEqual([false, expect.stringContaining('it had more than 30 processes')])
    await goesOn()
  })

  test('of time', async () => {
    const job = await run('bun', 'export function main() { for (;;) {} }', { timeout: 1 })
    expect([job.success, messageOf(job)]).toEqual([false, expect.stringContaining('timeout')])
    await goesOn()
  })

  test('of depth, in its result', async () => {
    const bun =
      'export function main() { let deep: any = 1; for (let i = 0; i < 200_000; i++) deep = [deep]; return deep }'
    expect((await run('bun', bun)).success).toBe(false)
    await goesOn()
  })

  test.for([
    ['preview', '{"language": "bun", "content": "export function main() {}", "args": DEEP}'],
    ['p/f/no/script', 'DEEP'],
  ])('of depth, in what is asked of %s', async ([route, body]) => {
    const deep = `{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    const response = await fetch(`${windmill.url}/api/w/safe/jobs/run/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${windmill.token}`, 'content-type': 'application/json' },
      body: body!.replace('DEEP', deep),
    })
    expect([400, 404]).toContain(response.status)
    await goesOn()
  })
})
