import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../../../services/windmill/src/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const LIMIT = 1000
const OVER = 'x'.repeat(LIMIT + 1)
const REFUSED = `Payload too large: a body may have ${LIMIT} bytes at most`

describe('a body over the limit', () => {
  let windmill: TestWindmill
  beforeAll(async () => {
    windmill = await createTestWindmill({ maxBodyBytes: LIMIT })
  })
  afterAll(() => windmill.stop())

  test('is refused by each route that takes one, before anything else is looked at', async () => {
    const taking = windmill.app.routes.filter(({ method }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
    expect(taking.length).toBeGreaterThan(100)
    for (const { method, path } of taking) {
      const url = path.replace(/:\w+(\{[^}]*\})?\??/g, 'some').replaceAll('*', 'some')
      const headers = { 'content-length': String(OVER.length) }
      const answer = await windmill.call(method, url, OVER, { as: null, headers })
      expect([method, path, answer.status]).toEqual([method, path, 413])
      expect(answer.body).toBe(REFUSED)
    }
  })

  test('is refused when its length is not told, and what was read of it is dropped', async () => {
    const answer = await windmill.app.request('/api/w/sample/variables/create', {
      method: 'POST',
      headers: { authorization: `Bearer ${windmill.token}` },
      body: chunks(OVER),
      duplex: 'half',
    } as RequestInit)
    expect([answer.status, await answer.text()]).toEqual([413, REFUSED])
  })

  test('is refused when it is the form of a raw app', async () => {
    const form = new FormData()
    form.set('app', '{}')
    form.set('js', OVER)
    const { headers, body } = new Response(form)
    const answer = await windmill.app.request('/api/w/sample/apps/create_raw', {
      method: 'POST',
      headers: { authorization: `Bearer ${windmill.token}`, 'content-type': headers.get('content-type')! },
      body,
      duplex: 'half',
    } as RequestInit)
    expect([answer.status, await answer.text()]).toEqual([413, REFUSED])
  })

  test('of exactly the limit is read, told or counted', async () => {
    const value = { path: 'u/admin/long', is_secret: false, description: '', value: '' }
    const text = JSON.stringify({ ...value, value: 'x'.repeat(LIMIT - JSON.stringify(value).length) })
    const headers = { 'content-length': String(text.length) }
    expect((await windmill.call('POST', 'variables/create', text, { headers })).status).toBe(201)
    const counted = await windmill.app.request('/api/w/sample/variables/create', {
      method: 'POST',
      headers: { authorization: `Bearer ${windmill.token}` },
      body: chunks(text.replace('long', 'more')),
      duplex: 'half',
    } as RequestInit)
    expect(counted.status).toBe(201)
  })
})

describe('over a connection', () => {
  let windmill: RunningWindmill
  beforeAll(async () => {
    windmill = await startWindmill({ workspaces: ['sample'], maxBodyBytes: LIMIT, isolation: 'off' })
  })
  afterAll(() => windmill.stop())

  /** Sends a body, in chunks unless its length is told, and reads the answer. */
  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    new Promise<{ status?: number; text: string }>((resolve, reject) => {
      const sent = request(`${windmill.url}${path}`, { method: 'POST', headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode, text }))
      })
      sent.on('error', reject)
      sent.end(body)
    })

  test.for(['/api/w/sample/jobs/run/p/f/some/script', '/api/r/sample/hook', '/api/mcp/w/sample/mcp', '/login'])(
    '%s answers 413, and the server goes on',
    async (path) => {
      const told = await send(path, OVER, { 'content-length': String(OVER.length) })
      expect(told).toEqual({ status: 413, text: REFUSED })
      expect((await fetch(`${windmill.url}/api/version`)).status).toBe(200)
    },
  )

  test('a route that a script serves answers 413 for chunks too', async () => {
    const headers = { authorization: `Bearer ${windmill.token}`, 'transfer-encoding': 'chunked' }
    const path = '/api/w/sample/jobs/run/preview'
    expect(await send(path, OVER, headers)).toEqual({ status: 413, text: REFUSED })
    expect((await fetch(`${windmill.url}/api/version`)).status).toBe(200)
  })
})

/** A body that comes in pieces and does not tell how long it is. */
const chunks = (text: string): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (let at = 0; at < text.length; at += 100)
        controller.enqueue(new TextEncoder().encode(text.slice(at, at + 100)))
      controller.close()
    },
  })
