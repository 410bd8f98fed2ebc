import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'

let child: ChildProcess

afterEach(() => {
  child.kill('SIGKILL')
})

test('the command serves, says where, and stops on SIGTERM', async () => {
  child = spawn(process.execPath, ['scripts/run.mjs', 'model', '--port', '0'], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  const url = /^ready (http:\/\/127\.0\.0\.1:\d+\/v1)$/.exec(line)![1]
  const models = (await (await fetch(`${url}/models`)).json()) as { data: { id: string }[] }
  expect(models.data.map(({ id }) => id)).toEqual(['offline'])
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
})
