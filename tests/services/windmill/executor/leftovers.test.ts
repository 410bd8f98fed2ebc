import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readProcess } from '../../../../services/windmill/src/executor/process/process-table.ts'
import { startExecutor } from './executor-under-test.ts'
import { isRunning } from './is-running.ts'

const folders: string[] = []
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const newDataDir = () => {
  const folder = mkdtempSync(join(tmpdir(), 'executor-'))
  folders.push(folder)
  return folder
}

const sleeper = () => {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
  started.push(child)
  return child
}

test('a process that the last run recorded is ended, and one that only has its number is not', async () => {
  const dataDir = newDataDir()
  mkdirSync(join(dataDir, 'executor'))
  const [left, stranger] = [sleeper(), sleeper()]
  const startTime = (child: ChildProcess) => readProcess(child.pid!)!.startTime
  const lines = [`${left.pid} ${startTime(left)}`, `${stranger.pid} ${startTime(stranger) + 1}`, '1 5', 'nonsense']
  writeFileSync(join(dataDir, 'executor', 'processes'), `${lines.join('\n')}\n`)
  const gone = once(left, 'exit')
  const executor = await startExecutor({ dataDir })
  executor.executor.endLeftovers()
  expect(await gone).toEqual([null, 'SIGKILL'])
  expect(readProcess(stranger.pid!)).toBeDefined()
  await executor.stop()
})

test('processes that live when the server starts again are not taken for leftovers', async () => {
  const executor = await startExecutor({ dataDir: newDataDir() })
  executor.executor.warm(1)
  executor.executor.endLeftovers()
  expect(await executor.result('export function main() { return 1 }')).toBe(1)
  await executor.stop()
})

test('no job outlives a server that is killed', async () => {
  const dataDir = newDataDir()
  const program = fileURLToPath(new URL('./server-that-is-killed.ts', import.meta.url))
  const server = spawn(process.execPath, ['--import', 'tsx', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(server)
  const [line] = await once(server.stdout!, 'data')
  expect(String(line)).toContain('running')
  const recorded = readFileSync(join(dataDir, 'executor', 'processes'), 'utf8')
    .trim()
    .split('\n')
  const pids = recorded.map((each) => Number(each.split(' ')[0]))
  expect(pids.some(isRunning)).toBe(true)
  server.kill('SIGKILL')
  // Its output is held open by whatever of it still lives.
  await once(server, 'close')
  const executor = await startExecutor({ dataDir })
  executor.executor.endLeftovers()
  await executor.stop()
  await expect.poll(() => pids.filter(isRunning)).toEqual([])
})
