import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type Client, createClient } from '../../../conformance/player/client.ts'
import { until } from '../../../conformance/player/follow.ts'
import { type ServerProcess, serverCommand, startServerProcess } from './server-process.ts'
import { makeSmallDisk, type SmallDisk } from './small-disk.ts'

const SAID =
  'The data folder has no space left. Free some on its disk and start again: what was answered until now is kept.'

let disk: SmallDisk | undefined
let server: ServerProcess | undefined
beforeAll(async () => {
  disk = await makeSmallDisk()
})
afterAll(async () => {
  await server?.kill()
  await disk?.remove()
})

test('a disk that fills up is said, refuses what it cannot keep, and loses nothing that was answered', async ({
  skip,
}) => {
  if (!disk) return skip('this user may not mount a disk')
  const options = ['--port', '0', '--data', disk.folder, '--token', 'a-token', '--workspace', 'full']
  const start = async (): Promise<Client> => {
    server = startServerProcess(disk!.on(serverCommand(...options)))
    return createClient(await server.ready, 'a-token', 'full')
  }
  let client = await start()
  const gate = await openGate()
  const content = 'export async function main(url: string) { return (await fetch(url)).text() }'
  const preview = { content, language: 'bun', args: { url: gate.url } }
  const job = String(await client.call('POST', '/jobs/run/preview', preview))
  const release = await gate.asked

  disk.fill()
  const kept: string[] = []
  const refused = (await refusal(client, kept, 64 * 1024)) && (await refusal(client, kept, 1))
  expect(refused).toBe(`Insufficient storage: ${SAID}`)
  expect(await client.call('GET', '/variables/list')).toHaveLength(kept.length)

  release()
  const { status, said } = await server!.ended
  expect([status, said.trim().split('\n').slice(1)]).toEqual([1, [SAID]])

  disk.free()
  client = await start()
  ;(await gate.askedAgain)()
  const ended = await until(client, job, 'the job that could not end', async () => {
    const found = (await client.call('GET', `/jobs_u/get/${job}`)) as JsonObject
    return found.type === 'CompletedJob' ? found : undefined
  })
  expect(ended).toMatchObject({ success: true, result: 'go' })
  const variables = (await client.call('GET', '/variables/list')) as JsonObject[]
  expect(variables.map(({ path }) => path).sort()).toEqual(kept.sort())
  await gate.close()
})

/** Writes variables until one is refused; answers in which words. `kept` gets the paths of those that were not. */
async function refusal(client: Client, kept: string[], bytes: number): Promise<string> {
  for (;;) {
    const path = `u/admin/v${kept.length}`
    const variable = { path, value: 'x'.repeat(bytes), is_secret: false, description: '' }
    const { status, answer } = await client.attempt('POST', '/variables/create', variable)
    if (status === 507) return String(answer)
    expect(status).toBe(201)
    kept.push(path)
  }
}

/** A server whose first two callers wait until the test lets them go. */
async function openGate() {
  const waiting: ((release: () => void) => void)[] = []
  const asked = new Promise<() => void>((resolve) => waiting.push(resolve))
  const askedAgain = new Promise<() => void>((resolve) => waiting.push(resolve))
  const gate = createServer((_request, response: ServerResponse) => waiting.shift()?.(() => response.end('go')))
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    asked,
    askedAgain,
    close: () => new Promise((resolve) => gate.close(resolve)),
  }
}
