import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { openPages, type PagesKit } from './kit.ts'

const PATH = 'f/sample/board'
const RUNNABLES = {
  a: { type: 'inline', inlineScript: { content: 'the code </script>', language: 'bun', lock: '' } },
  'a</script><b>': { type: 'path', runType: 'script', path: 'f/sample/greet' },
}

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
  kit.makeFolder('sample')
})
afterEach(() => kit.windmill.stop())

async function deploy(policy: JsonObject = {}): Promise<void> {
  const value = { runnables: RUNNABLES, files: {} }
  const app = { path: PATH, summary: 'Board', value, policy: { execution_mode: 'publisher', ...policy } }
  const form = new FormData()
  form.append('app', JSON.stringify(app))
  form.append('js', new Blob(['run()']))
  form.append('css', new Blob(['main{}']))
  const answer = await kit.site.request('http://localhost/api/w/sample/apps/create_raw', {
    method: 'POST',
    headers: { authorization: `Bearer ${kit.windmill.token}` },
    body: form,
  })
  expect(answer.status).toBe(201)
}

/** What the host of the page is told. */
const hostOf = (html: string) =>
  JSON.parse(/<script type="application\/json" id="app-host">(.*?)<\/script>/s.exec(html)![1]!)

describe('the page of a raw app', () => {
  test.each(['apps', 'apps_raw'])(
    'at /%s/get has the bundle, a root, and the host that answers its calls',
    async (prefix) => {
      await deploy()
      const { html, status } = await kit.open(`/${prefix}/get/${PATH}?workspace=sample`)
      expect(status).toBe(200)
      expect(html).toContain('<title>Board</title>')
      expect(html).toMatch(/<script src="\/assets\/app-host\.js\?v=\w+"><\/script>[\s\S]*<div id="root"><\/div>/)
      const [, script] = /<\/div><script src="([^"]+\.js)"><\/script>/.exec(html)!
      const [, style] = /<link rel="stylesheet" href="([^"]+\.css)">/.exec(html)!
      expect((await kit.open(script!, { token: null })).html).toBe('run()')
      expect((await kit.open(style!, { token: null })).html).toBe('main{}')
    },
  )

  test('tells the host who looks, and what there is to run, without the code', async () => {
    await deploy()
    const { html } = await kit.open(`/apps/get/${PATH}?x=1`)
    const host = hostOf(html)
    expect(host).toMatchObject({ workspace: 'sample', path: PATH, sandbox: false })
    expect(host.context.ctx).toMatchObject({ email: 'admin@windmill.dev', username: 'admin', query: { x: '1' } })
    expect(host.runnables.a.inlineScript.id).toEqual(expect.any(Number))
    expect(html).not.toContain('the code')
  })

  test('holds names that would end the script block', async () => {
    await deploy()
    const { html } = await kit.open(`/apps/get/${PATH}`)
    expect(Object.keys(hostOf(html).runnables)).toContain('a</script><b>')
  })

  test('in a sandbox is a frame without an origin', async () => {
    await deploy({ sandbox: true })
    const { html } = await kit.open(`/apps/get/${PATH}`)
    expect(html).not.toContain('id="root"')
    const [, address, sandbox] = /<iframe id="app-frame"[^>]*src="([^"]+)"\s+sandbox="([^"]+)"/.exec(html)!
    expect(sandbox).not.toContain('allow-same-origin')
    const frame = await kit.open(address!, { token: null })
    expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox /)
  })

  test('is not there for who may not see it, and wants a login', async () => {
    await deploy()
    expect((await kit.open(`/apps/get/${PATH}`, { token: null })).location).toMatch(/^\/user\/login\?rd=/)
    const token = kit.windmill.addMember('ada')
    expect((await kit.open(`/apps/get/${PATH}?workspace=sample`, { token })).status).toBe(404)
    expect((await kit.open('/apps/get/f/sample/nothing')).status).toBe(404)
  })

  test('of a low-code app says that only a real Windmill opens it', async () => {
    const app = { path: PATH, summary: 'Low', value: { grid: [] }, policy: {} }
    await kit.ask('POST', '/apps/create', { body: app })
    const page = await kit.open(`/apps/get/${PATH}`)
    expect([page.status, page.text.includes('This is a low-code app.')]).toEqual([404, true])
  })
})

describe('the public address of a raw app', () => {
  const addressOf = async () => `/public/sample/${(await kit.answer('GET', `/apps/secret_of/${PATH}`)).body}`

  test('opens it for anybody where the app is for anybody', async () => {
    await deploy({ execution_mode: 'anonymous' })
    const { html, status } = await kit.open(await addressOf(), { token: null })
    expect(status).toBe(200)
    expect(hostOf(html).context.ctx).toMatchObject({ email: 'anonymous', username: 'anonymous' })
  })

  test('wants a login where it is not', async () => {
    await deploy()
    const address = await addressOf()
    expect((await kit.open(address, { token: null })).location).toBe(`/user/login?rd=${encodeURIComponent(address)}`)
    expect((await kit.open(address)).status).toBe(200)
    const token = kit.windmill.addMember('ada')
    expect((await kit.open(address, { token })).text).toContain('no read-access to that app')
  })

  test('that nobody made opens nothing', async () => {
    await deploy({ execution_mode: 'anonymous' })
    expect((await kit.open(`/public/sample/${'0'.repeat(80)}`, { token: null })).status).toBe(404)
  })
})
