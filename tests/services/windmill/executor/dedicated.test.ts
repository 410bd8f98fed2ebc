import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ExecutorUnderTest, startExecutor } from './executor-under-test.ts'

let executor: ExecutorUnderTest
beforeAll(async () => {
  executor = await startExecutor({ dedicatedPaths: ['f/test/kept'] })
})
afterAll(() => executor.stop())

const COUNTS =
  'const born = crypto.randomUUID()\nlet calls = 0\nexport function main(n = 0) { console.log("call " + n); return [born, ++calls] }'

test('one process serves job after job, each with its own log', async () => {
  const spec = { path: 'f/test/kept' }
  const first = await executor.run(COUNTS, { ...spec, args: { n: 1 } })
  const second = await executor.run(COUNTS, { ...spec, args: { n: 2 } })
  const [born] = (first.outcome as unknown as { result: [string, number] }).result
  expect(first).toMatchObject({ outcome: { result: [born, 1] }, log: 'call 1\n' })
  expect(second).toMatchObject({ outcome: { result: [born, 2] }, log: 'call 2\n' })
  for (let call = 3; call < 8; call++) expect(await executor.result(COUNTS, spec)).toEqual([born, call])
})

test('each job has its own variables, and the client its own token', async () => {
  const code = `import { getVariable } from "windmill-client"
export async function main(base: string) {
  const { createServer } = await import("node:http")
  return { job: process.env.WM_JOB_ID ?? null, old: process.env.WM_OLD ?? null, asked: await getVariable("f/x").catch((e) => String(e)) }
}`
  const { createServer } = await import('node:http')
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.headers.authorization))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  const BASE_URL = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const env = (token: string, more = {}) => ({
    BASE_URL,
    WM_TOKEN: token,
    WM_WORKSPACE: 'w',
    WM_JOB_ID: token,
    ...more,
  })
  const spec = { path: 'f/test/client', dedicated: true }
  expect(await executor.result(code, { ...spec, env: env('one', { WM_OLD: 'x' }) })).toEqual({
    job: 'one',
    old: 'x',
    asked: 'Bearer one',
  })
  expect(await executor.result(code, { ...spec, env: env('two') })).toEqual({
    job: 'two',
    old: null,
    asked: 'Bearer two',
  })
  server.close()
})

test('a new content gets a new process', async () => {
  const spec = { path: 'f/test/renewed', dedicated: true }
  const [first] = (await executor.result(COUNTS, spec)) as [string, number]
  const [second, calls] = (await executor.result(`${COUNTS} // newer`, spec)) as [string, number]
  expect(second).not.toBe(first)
  expect(calls).toBe(1)
})

test('an error leaves the process at work, and an end of it only costs one job', async () => {
  const code = `${COUNTS.replace('return', 'if (n === 1) throw new Error("one"); if (n === 2) process.exit(5); return')}`
  const spec = { path: 'f/test/ends', dedicated: true }
  const [born] = (await executor.result(code, { ...spec, args: { n: 0 } })) as [string, number]
  const threw = await executor.run(code, { ...spec, args: { n: 1 } })
  expect(threw.outcome).toMatchObject({ type: 'failure', error: { message: 'one' } })
  expect(await executor.result(code, { ...spec, args: { n: 0 } })).toEqual([born, 2])
  const ended = await executor.run(code, { ...spec, args: { n: 2 } })
  expect(ended.outcome).toMatchObject({ type: 'failure', error: { exit_code: 5 } })
  expect(await executor.result(code, { ...spec, args: { n: 0 } })).toEqual([expect.any(String), 1])
})

test('jobs that come at the same time all get their turn', async () => {
  const spec = { path: 'f/test/many', dedicated: true }
  const code =
    'export async function main(n: number) { await new Promise((r) => setTimeout(r, 2)); console.log(String(n)); return n }'
  const all = await Promise.all(Array.from({ length: 40 }, (_, n) => executor.run(code, { ...spec, args: { n } })))
  expect(all.map(({ outcome, log }) => [(outcome as { result: number }).result, log])).toEqual(
    Array.from({ length: 40 }, (_, n) => [n, `${n}\n`]),
  )
})

test('a job over its time limit costs its process, not the script', async () => {
  const code = 'export async function main(forever: boolean) { if (forever) for (;;) {} return "fine" }'
  const spec = { path: 'f/test/slow', dedicated: true }
  const slow = await executor.run(code, { ...spec, args: { forever: true }, timeout_s: 0.3 })
  expect(slow.outcome).toMatchObject({ type: 'failure', error: { message: /duration limit/ } })
  expect(await executor.result(code, { ...spec, args: { forever: false } })).toBe('fine')
})
