import { type EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listen } from '../../../../services/windmill/src/listen.ts'
import { type ApiKit, openApi, WORKSPACE } from './kit.ts'

let kit: ApiKit
let server: Awaited<ReturnType<typeof listen>>
beforeEach(async () => {
  kit = await openApi()
  kit.deployScript('f/a/slow', 'export function main() {}')
  server = await listen(kit.windmill.app, '127.0.0.1', 0)
})
afterEach(async () => {
  await server.close()
  await kit.windmill.stop()
})

const send = (path: string, signal: AbortSignal, method = 'POST') =>
  fetch(`${server.url}/api/w/${WORKSPACE}${path}`, {
    method,
    signal,
    headers: { authorization: `Bearer ${kit.windmill.token}` },
  })

test('a caller who hangs up while waiting for a result cancels the job', async () => {
  const caller = new AbortController()
  const started = kit.nextJob()
  const answer = send('/jobs/run_wait_result/p/f/a/slow', caller.signal)
  const id = await started
  const stopped = once(kit.windmill.queue.events, 'stop')
  caller.abort()
  await expect(answer).rejects.toThrow()
  expect(await stopped).toEqual([id])
  expect(kit.job(id)).toMatchObject({ canceled_by: 'admin', canceled_reason: 'http connection broke' })
})

test('a reader of updates who hangs up is forgotten, and the job goes on', async () => {
  const id = kit.push({})
  const reader = new AbortController()
  const response = await send(`/jobs_u/getupdate_sse/${id}`, reader.signal, 'GET')
  await response.body!.getReader().read()
  const { events } = kit.windmill.queue
  expect(events.listenerCount('changed')).toBe(1)
  const forgotten = once(events as unknown as EventEmitter, 'removeListener')
  reader.abort()
  await forgotten
  expect(events.listenerCount('changed')).toBe(0)
  expect(kit.job(id).canceled_by).toBeNull()
})
