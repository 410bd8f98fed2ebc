import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExecutorUnderTest, startExecutor } from './executor-under-test.ts'
import { isRunning } from './is-running.ts'

let executor: ExecutorUnderTest
beforeAll(async () => {
  const isolation = 'off'
  executor = await startExecutor({
    isolation,
    maxOutputBytes: 10_000,
    maxMemoryBytes: 400 * 1024 * 1024,
    maxProcesses: 30,
  })
})
afterAll(() => executor.stop())

/** Prints the pids of itself and of a process that it starts, and waits for ever. */
const WAITS_WITH_CHILD = `import { spawn } from "node:child_process"
export async function main() {
  const child = spawn("sleep", ["1000"], { detached: true })
  console.log(JSON.stringify([process.pid, child.pid]))
  await new Promise(() => setTimeout(() => {}, 1e6))
}`

const pidsIn = (log: string): number[] => JSON.parse(log.trim().split('\n')[0]!)

test.skipIf(process.platform !== 'linux')('when memory runs out, a job is ended before anything else', async () => {
  const code =
    'import { readFileSync } from "node:fs"\nexport const main = () => readFileSync("/proc/self/oom_score_adj", "utf8")'
  expect(await executor.result(code)).toBe('1000\n')
})

test('canceling ends the process and what it started', async () => {
  const controller = new AbortController()
  const { outcome, log } = await executor.run(WAITS_WITH_CHILD, {}, controller.signal, () => controller.abort())
  expect(outcome).toEqual({ type: 'canceled' })
  await expect.poll(() => pidsIn(log).map(isRunning)).toEqual([false, false])
})

test('a job that was canceled before it ran does not run', async () => {
  const { outcome, log } = await executor.run('export function main() { console.log("ran") }', {}, AbortSignal.abort())
  expect(outcome).toEqual({ type: 'canceled' })
  expect(log).toBe('')
})

test('a loop that never ends is ended when it is canceled', async () => {
  const controller = new AbortController()
  const code = 'export function main() { console.log("go"); for (;;) {} }'
  const { outcome } = await executor.run(code, {}, controller.signal, () => controller.abort())
  expect(outcome).toEqual({ type: 'canceled' })
})

test('a job over its time limit is ended with the words of Windmill', async () => {
  const { outcome, log } = await executor.run(WAITS_WITH_CHILD, { timeout_s: 0.5 })
  const message = 'execution error:\njob process terminated due to timeout after exceeding job-specific duration limit'
  expect(outcome).toEqual({ type: 'failure', error: { name: 'ExecutionErr', message } })
  await expect.poll(() => pidsIn(log).map(isRunning)).toEqual([false, false])
})

test('a bash script over its time limit is ended', async () => {
  const { outcome } = await executor.run('sleep 1000', { language: 'bash', timeout_s: 0.3 })
  expect(outcome).toMatchObject({ type: 'failure', error: { message: /exceeding job-specific duration limit/ } })
})

test('what a job leaves running in the background ends with it', async () => {
  const { outcome, log } = await executor.run('sleep 1000 &\necho $!', { language: 'bash' })
  expect(outcome).toMatchObject({ type: 'success' })
  await expect.poll(() => isRunning(Number(log.trim()))).toBe(false)
})

describe('bombs', () => {
  test('a log is cut at its limit, and the job goes on', async () => {
    const code = 'export function main() { for (let i = 0; i < 3000; i++) console.log("0123456789"); return "done" }'
    const { outcome, log } = await executor.run(code)
    expect(outcome).toMatchObject({ type: 'success', result: 'done' })
    expect(log).toMatch(/^(0123456789\n){909}0\n--- the log is cut here: it is longer than 10000 bytes ---\n$/)
  })

  test('output without end ends the job', async () => {
    const { outcome } = await executor.run('yes', { language: 'bash' })
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /logs or result reached limit/ } })
  })

  test('memory without end ends the job', async () => {
    const code = `export async function main() {
  const kept: Uint8Array[] = []
  for (;;) { kept.push(new Uint8Array(50_000_000).fill(1)); await new Promise((r) => setTimeout(r, 20)) }
}`
    const { outcome } = await executor.run(code)
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /it had more than 400 MiB of memory/ } })
  })

  test('processes without end end the job', async () => {
    const code = 'for i in $(seq 100); do sleep 1000 & done\nwait'
    const { outcome } = await executor.run(code, { language: 'bash' })
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /it had more than 30 processes/ } })
  })

  test('a process that is killed fails its job and not the next', async () => {
    const { outcome } = await executor.run('export function main() { process.kill(process.pid, "SIGKILL") }')
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /terminated by signal: SIGKILL/ } })
    expect(await executor.result('export function main() { return "fine" }')).toBe('fine')
  })

  test('a job that writes nonsense into the pipe of answers fails, and only it', async () => {
    const code =
      'import { writeSync } from "node:fs"\nexport function main(text: string) { writeSync(3, text + "\\n"); process.exit(0) }'
    for (const text of ['{', '{"type":"returned"}', '"x"', '{"type":"workflow","output":[],"mem_peak_kb":1}']) {
      expect((await executor.run(code, { args: { text } })).outcome.type).toBe('failure')
    }
    expect(await executor.result('export function main() { return "fine" }')).toBe('fine')
  })

  test('a script that leaves without a result fails', async () => {
    const { outcome } = await executor.run('export function main() { process.exit(0) }')
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /process\.exit\) before main returned/ } })
    const other = await executor.run('export function main() { process.exit(4) }')
    expect(other.outcome).toMatchObject({ type: 'failure', error: { exit_code: 4 } })
  })

  test('a script whose main waits for nothing is told that the process ends, and fails', async () => {
    const code =
      'export function main() {\n  process.on("beforeExit", () => console.log("nothing left"))\n  return new Promise(() => {})\n}'
    const { log, outcome } = await executor.run(code)
    expect(log).toContain('nothing left\n')
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /before main returned/ } })
  })

  test('the memory of a job is told', async () => {
    const { mem_peak_kb } = await executor.run('export function main() { new Uint8Array(60_000_000).fill(1) }')
    expect(mem_peak_kb).toBeGreaterThan(60_000)
  })
})
