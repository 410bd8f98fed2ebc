import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'
import { fieldsOf, type Recorded, recorded } from './recorded.ts'

const PUSH = 'wmill sync push, into an empty workspace'
const MINE = /\/(whoami|users|list_ws_specific|file_resource_type_to_file_ext_map)$|\/(folders|resources|variables)\//

/** A real answer without what differs from run to run: places in Windmill's source, and times. */
const neutral = (text: string) =>
  text.replace(/ \(\w+\.rs:\d+\)$/, '').replace(/"(edited_at|created_at)":"[^"]*"/g, '"$1":""')

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

async function play({ method, path, request, status, response }: Recorded): Promise<void> {
  const answer = await windmill.call(method, path, request || undefined)
  const said = `${method} ${path}`
  expect([said, answer.status]).toEqual([said, status])
  if (typeof answer.body === 'string') expect([said, answer.body]).toEqual([said, neutral(response)])
  else expect(JSON.parse(neutral(JSON.stringify(answer.body)))).toEqual(JSON.parse(neutral(response)))
}

const ofMine = (step: string) => recorded(step).filter(({ path }) => MINE.test(path.split('?')[0]!))

describe('what a real Windmill answered to the CLI', () => {
  test('is answered to a push into an empty workspace', async () => {
    const lines = ofMine(PUSH).filter(({ path }) => path !== '/api/workspaces/users')
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) await play(line)
  })

  test('is answered to a push of what is there already, and to the lists', async () => {
    for (const line of ofMine(PUSH).filter(({ method }) => method === 'POST')) await play(line)
    for (const step of [
      'wmill sync push, nothing changed but server-side defaults',
      'wmill resource list',
      'wmill variable list',
      'wmill resource-type list',
    ]) {
      const lines = ofMine(step).filter(({ path }) => path !== '/api/workspaces/users')
      expect(lines).not.toEqual([])
      for (const line of lines) await play(line)
    }
  })

  test('has the fields of the list of workspaces', async () => {
    const line = recorded(PUSH).find(({ path }) => path === '/api/workspaces/users')!
    const real = JSON.parse(line.response)
    const { body } = await windmill.call('GET', line.path)
    const own = body as { email: string; workspaces: object[] }
    expect(own.email).toBe(real.email)
    expect(fieldsOf(own.workspaces[0])).toEqual(fieldsOf(real.workspaces[0]))
    expect(own.workspaces[0]).toMatchObject({ id: 'sample', username: 'admin', created_by: 'admin@windmill.dev' })
  })

  test('is answered to a login, and to the question whether a workspace exists', async () => {
    const login = recorded('login')[0]!
    const answer = await windmill.call(login.method, login.path, login.request, { as: null })
    expect(answer.status).toBe(login.status)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    await play(recorded('wmill workspace add')[0]!)
  })

  test('is answered to a webhook without a token, and with a wrong one', async () => {
    const [without, wrong] = recorded('webhooks').filter(({ status }) => status === 401)
    const ask = async (line: Recorded, as: string | null) => {
      const { status, body } = await windmill.call(line.method, line.path, line.request, { as })
      expect([status, body]).toEqual([line.status, line.response])
    }
    await ask(without!, null)
    await ask(wrong!, 'wrong')
  })
})
