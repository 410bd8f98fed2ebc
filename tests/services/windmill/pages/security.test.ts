import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPages, type PagesKit } from './kit.ts'

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
})
afterEach(() => kit.windmill.stop())

test('pages load and run nothing but what this server has, and stand in no other page', async () => {
  const { headers } = await kit.open('/')
  const policy = headers.get('content-security-policy')!
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
})

test('no page has a script or a style within it', async () => {
  kit.deployScript('f/sample/greet', 'export function main() {}')
  for (const path of ['/', '/user/login', '/scripts/get/f/sample/greet', '/nothing']) {
    const { html } = await kit.open(path)
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/)
  }
})

test('what people have written is text wherever a page shows it', async () => {
  const evil = '<img src=x onerror=alert(1)>"\''
  const id = kit.push({ kind: 'preview', language: 'bun', raw_code: evil, args: { [evil]: evil }, created_by: evil })
  kit.windmill.queue.log(id, evil)
  kit.succeed(id, { markdown: `${evil} [x](javascript:alert(1))` })
  const { html, text } = await kit.open(`/run/${id}`)
  expect(html).not.toContain('<img')
  expect(html).not.toMatch(/href="javascript:/)
  expect(text).toContain('<img src=x onerror=alert(1)>')
})

describe('a form', () => {
  test('of another site is refused', async () => {
    const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    expect((await kit.submit('/user/cli?port=8123', {}, { headers })).status).toBe(403)
  })

  test('of another port of the same machine is refused too: its cookies come along', async () => {
    const headers = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }
    const page = await kit.submit('/user/cli?port=8123', {}, { headers })
    expect([page.status, page.location]).toEqual([403, null])
  })
})

test('a page says what is wrong and what is not there, and the API stays an API', async () => {
  const page = await kit.open('/no/such/page')
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
  expect(page.text).toContain('There is no page at /no/such/page.')
  const api = await kit.open('/api/no/such/endpoint')
  expect([api.status, api.headers.get('content-type')]).toEqual([404, 'text/plain; charset=UTF-8'])
  expect(api.headers.get('content-security-policy')).toBeNull()
})

test('files of pages are kept by browsers, under an address that changes with them', async () => {
  const [, address] = /href="(\/assets\/page\.css\?v=\w+)"/.exec((await kit.open('/')).html)!
  const file = await kit.open(address!, { token: null })
  expect(file.status).toBe(200)
  expect(file.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(file.headers.get('cache-control')).toContain('immutable')
})
