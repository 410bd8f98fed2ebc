import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFamilies } from '../../../../services/windmill/src/executor/process/process-table.ts'
import { type ExecutorUnderTest, startExecutor } from './executor-under-test.ts'

let executor: ExecutorUnderTest
beforeAll(async () => {
  executor = await startExecutor({ isolation: 'off' })
})
afterAll(() => executor.stop())

const WAITS =
  'export async function main() { console.log("waits"); await new Promise(() => setInterval(() => {}, 1000)) }'

test('when the process host ends, its jobs fail, and the next job gets a new host', async () => {
  const endHost = () => {
    const host = readFamilies()(process.pid).find(
      ({ name, parent }) => name.startsWith('bun') && parent === process.pid,
    )
    process.kill(host!.pid, 'SIGKILL')
  }
  const { outcome } = await executor.run(WAITS, {}, undefined, endHost)
  expect(outcome).toMatchObject({ type: 'failure', error: { message: /terminated by signal: SIGKILL/ } })
  expect(await executor.result('export function main() { return "fine" }')).toBe('fine')
})

test('a program that does not exist ends its job with a reason', async () => {
  const { outcome } = await executor.run('exec /no/such/program', { language: 'bash' })
  expect(outcome).toMatchObject({ type: 'failure', error: { exit_code: 127, message: /no\/such\/program/ } })
})

test('stopping ends jobs that run', async () => {
  const other = await startExecutor({ isolation: 'off' })
  let stopped: Promise<void> | undefined
  const { outcome } = await other.run(WAITS, {}, undefined, () => {
    stopped ??= other.stop()
  })
  expect(outcome).toMatchObject({ type: 'failure', error: { message: /terminated by signal/ } })
  await stopped
})
