import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApi } from '../../../../services/windmill/src/api/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeAll(async () => {
  windmill = await createTestWindmill()
})
afterAll(() => windmill.stop())

const ask = (headers: Record<string, string>, path = '/api/version', method = 'GET') =>
  windmill.call(method, path, undefined, { as: null, headers })

describe('the name under which the server is asked', () => {
  test.each(['localhost', 'localhost:8000', '127.0.0.1:8000', '127.1.2.3', '[::1]:8000', 'LOCALHOST', 'a.localhost'])(
    '%s is answered',
    async (host) => {
      expect((await ask({ host })).status).toBe(200)
    },
  )

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'localhost@evil.example', '10.0.0.1'])(
    '%s is not, whatever is asked',
    async (host) => {
      expect((await ask({ host })).status).toBe(403)
      expect((await ask({ host, authorization: `Bearer ${windmill.token}` }, '/api/users/whoami')).status).toBe(403)
    },
  )

  test('may be that of the configured URL', async () => {
    const app = createApi({ ...windmill, baseUrl: () => 'https://windmill.example' })
    const version = (host: string, origin?: string) =>
      app.request('/api/version', { headers: { host, ...(origin && { origin }) } })
    expect((await version('windmill.example', 'https://windmill.example')).status).toBe(200)
    expect((await version('localhost:8000')).status).toBe(200)
    expect((await version('other.example')).status).toBe(403)
  })
})

describe('the page that asks', () => {
  test('may be of this machine', async () => {
    for (const origin of ['http://localhost', 'http://localhost:5173', 'http://127.0.0.1:8000', 'http://[::1]:3000']) {
      expect((await ask({ origin })).status).toBe(200)
    }
  })

  test('may not be of another site, nor without an origin', async () => {
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null', 'file://', 'nonsense']) {
      const answer = await ask({ origin })
      expect([origin, answer.status]).toEqual([origin, 403])
      expect((await ask({ origin }, '/api/auth/login', 'POST')).status).toBe(403)
    }
  })

  test('may load the bundle of a raw app from a frame without an origin', async () => {
    expect((await ask({ origin: 'null' }, '/api/w/sample/apps_u/get_data/v/secret.js')).status).not.toBe(403)
  })
})

describe('job and trigger routes', () => {
  const JOBS = '/api/w/sample/jobs/list'

  test('may be called by pages on other ports', async () => {
    const { headers } = await ask({ origin: 'http://localhost:5173' }, JOBS)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('vary')).toContain('origin')
    const triggers = await ask({ origin: 'http://localhost:5173' }, '/api/r/sample/hello')
    expect(triggers.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('say nothing of pages to who is none', async () => {
    expect((await ask({}, JOBS)).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('answer what a browser asks beforehand', async () => {
    const preflight = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' }
    const { status, headers } = await ask(preflight, JOBS, 'OPTIONS')
    expect(status).toBe(200)
    expect(headers.get('access-control-allow-methods')).toContain('POST')
    expect(headers.get('access-control-allow-headers')).toBe('content-type, authorization')
    expect((await ask({ ...preflight, origin: 'https://evil.example' }, JOBS, 'OPTIONS')).status).toBe(403)
  })

  test('are the only ones', async () => {
    const { headers } = await ask({ origin: 'http://localhost:5173' }, '/api/w/sample/variables/list')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
