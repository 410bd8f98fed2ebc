import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPages, type PagesKit } from './kit.ts'

const SCHEMA = {
  type: 'object',
  order: ['count', 'name'],
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'Who is greeted.' },
    count: { type: 'integer', default: 2, minimum: 1 },
    api: { type: 'object', format: 'resource-mailer' },
  },
}

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
  kit.deployScript('f/sample/greet', 'export function main() { return "the code" }', {
    hash: 'cc89d93eaae0b8a1',
    schema: SCHEMA,
  })
})
afterEach(() => kit.windmill.stop())

const PAGE = '/scripts/get/f/sample/greet?workspace=sample'

describe('the page of a script', () => {
  test('has a control for each argument, in the order of the schema, with its default and description', async () => {
    const { html, text, status } = await kit.open(PAGE)
    expect(status).toBe(200)
    const names = [...html.matchAll(/ name="arg\.(\w+)"/g)].map(([, name]) => name)
    expect(names).toEqual(['count', 'name', 'api'])
    expect(html).toMatch(/<input type="number" id="field-0" name="arg\.count"\s+value="2" step="1" min="1"/)
    expect(html).toMatch(/<label for="field-1">name/)
    expect(html).toMatch(/id="field-1" name="arg\.name" aria-describedby="field-1-note"/)
    expect(text).toContain('Who is greeted.')
    expect(text).toContain('return "the code"')
  })

  test('offers the resources of the type that an argument takes', async () => {
    expect((await kit.open(PAGE)).html).toContain('No resource of type mailer yet')
    kit.makeFolder('sample')
    const resource = { path: 'f/sample/mail', value: {}, resource_type: 'mailer' }
    await kit.ask('POST', '/resources/create', { body: resource })
    expect((await kit.open(PAGE)).html).toContain('<option value="$res:f/sample/mail" >f/sample/mail</option>')
  })

  test('runs it with what the form says, and leads to the job', async () => {
    const after = await kit.submit(PAGE, { 'arg.name': 'Ada', 'arg.count': '3', 'arg.api': '' })
    expect(after.status).toBe(303)
    const [, id] = /^\/run\/([^?]+)\?workspace=sample$/.exec(after.location!)!
    expect(kit.job(id!)).toMatchObject({ script_path: 'f/sample/greet', args: { name: 'Ada', count: 3 } })
  })

  test('says beside each field what is wrong with it, and keeps what was written', async () => {
    const page = await kit.submit(PAGE, { 'arg.name': '', 'arg.count': '1.5' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('2 fields need another look.')
    expect(page.html).toMatch(/id="field-0"[^>]*aria-describedby="field-0-error" aria-invalid="true"[^>]*value="1\.5"/)
    expect(page.html).toContain('<p class="wrong" id="field-0-error">This is no whole number.</p>')
    expect(page.html).toContain('<p class="wrong" id="field-1-error">This is needed.</p>')
    expect((await kit.answer('GET', '/jobs/list')).body).toEqual([])
  })

  test('is not there at an address that is no text', async () => {
    const { status, text } = await kit.open('/scripts/get/f/%E0%A4%A?workspace=sample')
    expect(status).toBe(404)
    expect(text).toContain('Nothing is deployed at f/%E0%A4%A')
  })

  test('begins with the arguments of another job', async () => {
    const id = kit.push({ kind: 'script', script_path: 'f/sample/greet', args: { name: 'Grace', count: 9 } })
    const { html } = await kit.open(`${PAGE}&from=${id}`)
    expect(html).toMatch(/name="arg\.count"\s+value="9"/)
    expect(html).toMatch(/name="arg\.name"[^>]*value="Grace"/)
  })

  describe('that takes a password', () => {
    const password = { type: 'object', properties: { key: { type: 'string', password: true } } }
    const OPEN = '/scripts/get/f/sample/open?workspace=sample'
    beforeEach(() => {
      kit.deployScript('f/sample/open', 'export function main() {}', { schema: password })
    })
    const idIn = (location: string | null) => /^\/run\/([^?]+)/.exec(location!)![1]!

    test('runs it with a reference to a secret that expires, so that no page has it in clear', async () => {
      const id = idIn((await kit.submit(OPEN, { 'arg.key': 'an open sesame' })).location)
      const { key } = kit.job(id).args as { key: string }
      expect(key).toMatch(/^\$var:u\/admin\/secret_arg\/[0-9a-f-]+$/)
      const { body } = await kit.answer('GET', `/variables/get/${key.slice('$var:'.length)}`)
      const expires_at = expect.stringMatching(/^20\d\d-/)
      expect(body).toMatchObject({ value: 'an open sesame', is_secret: true, expires_at })
      for (const page of [`/run/${id}?workspace=sample`, `${OPEN}&from=${id}`]) {
        const { html, status } = await kit.open(page)
        expect(status).toBe(200)
        expect(html).not.toContain('sesame')
      }
    })

    test('runs it again with the same reference', async () => {
      const first = idIn((await kit.submit(OPEN, { 'arg.key': 'an open sesame' })).location)
      const { key } = kit.job(first).args as { key: string }
      expect((await kit.open(`${OPEN}&from=${first}`)).html).toContain(
        `type="password" id="field-0" name="arg.key"   value="${key}"`,
      )
      const again = idIn((await kit.submit(OPEN, { 'arg.key': key })).location)
      expect(kit.job(again).args).toEqual({ key })
    })

    test('wants one again that an earlier job was given in clear', async () => {
      const id = kit.push({ kind: 'script', script_path: 'f/sample/open', args: { key: 'an open sesame' } })
      const { html } = await kit.open(`${OPEN}&from=${id}`)
      expect(html).toMatch(/type="password" id="field-0" name="arg\.key"\s+value=""/)
      expect(html).not.toContain('sesame')
    })
  })

  test('opens and runs an older version by its hash', async () => {
    kit.deployScript('f/sample/greet', 'export function main() { return "newer" }', { hash: 'dd89d93eaae0b8a1' })
    const { html, text } = await kit.open('/scripts/get/cc89d93eaae0b8a1')
    expect(text).toContain('the code')
    expect(html).toContain('href="/scripts/get/dd89d93eaae0b8a1?workspace=sample"')
    const after = await kit.submit('/scripts/get/cc89d93eaae0b8a1', { 'arg.name': 'Ada' })
    const [, id] = /^\/run\/([^?]+)/.exec(after.location!)!
    expect(kit.job(id!).script_hash).toBe('cc89d93eaae0b8a1')
  })

  test('says why it cannot be run', async () => {
    kit.deployScript('f/sample/unlocked', 'export function main() {}', { lock: null })
    const page = await kit.submit('/scripts/get/f/sample/unlocked?workspace=sample', {})
    expect(page.status).toBe(422)
    expect(page.text).toContain('Not found: script not found at name f/sample/unlocked')
  })

  test('is not there for who may not see it', async () => {
    const token = kit.windmill.addMember('ada')
    expect((await kit.open(PAGE, { token })).status).toBe(404)
    expect((await kit.open('/scripts/get/f/sample/nothing')).status).toBe(404)
  })
})

describe('the page of a flow', () => {
  test('shows its steps, its versions and its JSON, and runs it', async () => {
    const modules = [{ id: 'only_step', value: { type: 'identity' as const } }]
    const version = kit.deployFlow('f/sample/pipeline', { modules })
    const page = '/flows/get/f/sample/pipeline?workspace=sample'
    const { html, text } = await kit.open(page)
    expect(html).toContain('class="step idle" data-step="only_step"')
    expect(html).toContain(`href="/flows/get/f/sample/pipeline?workspace=sample&amp;version=${version}"`)
    expect(text).toContain('It takes no arguments.')
    const [, id] = /^\/run\/([^?]+)/.exec((await kit.submit(page, {})).location!)!
    expect(kit.job(id!)).toMatchObject({ kind: 'flow', script_path: 'f/sample/pipeline' })
  })

  test('begins a conversation where the flow is one that is chatted with', async () => {
    kit.makeFolder('sample')
    const schema = { type: 'object', properties: { user_message: { type: 'string' } } }
    const value = { modules: [], chat_input_enabled: true }
    await kit.ask('POST', '/flows/create', { body: { path: 'f/sample/chat', summary: 'Chat', value, schema } })
    const after = await kit.submit('/flows/get/f/sample/chat?workspace=sample', { 'arg.user_message': 'hello' })
    const [, id] = /^\/run\/([^?]+)/.exec(after.location!)!
    expect(kit.job(id!).options.memory_id).toMatch(/^[0-9a-f-]{36}$/)
  })
})
