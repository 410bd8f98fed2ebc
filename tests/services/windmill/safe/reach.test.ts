import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../../../services/windmill/src/index.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type Client, createClient } from '../../../conformance/player/client.ts'

const SECRET = 'what-a-stranger-may-not-see'
const text = { summary: '', description: '', schema: {} }

let windmill: RunningWindmill
let admin: Client
/** A member without a share in the folder, one who may read it, and one who may only run things. */
let stranger: Client
let reader: Client
let operator: Client
let hash: string

beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['safe'] })
  admin = createClient(windmill.url, windmill.token, 'safe')
  const member = async (username: string, more: JsonObject = {}) => {
    const login = { email: `${username}@example.com`, password: 'a long password' }
    await admin.callAbsolute('POST', '/users/create', login)
    await admin.call('POST', '/workspaces/add_user', { email: login.email, username, ...more })
    return createClient(windmill.url, String(await admin.callAbsolute('POST', '/auth/login', login)), 'safe')
  }
  stranger = await member('stranger')
  reader = await member('reader')
  operator = await member('operator', { operator: true })
  await admin.call('POST', '/folders/create', { name: 'team', extra_perms: { 'u/reader': false } })
  const content = `export const SECRET = '${SECRET}'\nexport function main() { return SECRET }`
  const lock = { language: 'bun', lock: '' }
  hash = String(await admin.call('POST', '/scripts/create', { path: 'f/team/hidden', content, ...lock, ...text }))
  const value = { modules: [{ id: 'a', value: { type: 'script', path: 'f/team/hidden' } }] }
  await admin.call('POST', '/flows/create', { path: 'f/team/flow', value, ...text })
})
afterAll(() => windmill.stop())

const preview = (by: Client, content: string, more: JsonObject = {}) =>
  by.attempt('POST', '/jobs/run_wait_result/preview', { content, language: 'bun', args: {}, ...more })
const previewFlow = (by: Client, ...values: JsonObject[]) =>
  by.attempt('POST', '/jobs/run_wait_result/preview_flow', {
    value: { modules: values.map((value, index) => ({ id: `s${index}`, value })) },
    args: {},
  })

const CALLS: Record<string, (by: Client) => Promise<{ status: number; answer: unknown }>> = {
  'an import': (by) =>
    preview(by, "import { SECRET } from '/f/team/hidden.ts'\nexport function main() { return SECRET }"),
  'an import from beside it': (by) =>
    preview(by, "import { SECRET } from './hidden.ts'\nexport function main() { return SECRET }", {
      path: 'f/team/mine',
    }),
  'a version by its hash': (by) => preview(by, '', { kind: 'scripthash', script_hash: hash }),
  'a step of a flow': (by) => previewFlow(by, { type: 'script', path: 'f/team/hidden' }),
  'a step that names its version': (by) => previewFlow(by, { type: 'script', path: 'u/stranger/own', hash }),
  'a step within a branch': (by) => {
    const inner = { id: 'inner', value: { type: 'script', path: 'f/team/hidden' } }
    return previewFlow(by, { type: 'branchone', branches: [], default: [inner] })
  },
  'a flow as a step': (by) => previewFlow(by, { type: 'flow', path: 'f/team/flow' }),
  'a call of a workflow-as-code': (by) =>
    preview(
      by,
      "import { taskScript, workflow } from 'windmill-client'\nconst call = taskScript('f/team/hidden')\n" +
        'export const main = workflow(async () => await call({}))',
    ),
  'a flow that a workflow-as-code calls': (by) =>
    preview(
      by,
      "import { taskFlow, workflow } from 'windmill-client'\nconst call = taskFlow('f/team/flow')\n" +
        'export const main = workflow(async () => await call({}))',
    ),
}

describe.each(Object.entries(CALLS))('%s', (_name, call) => {
  test('reaches what its user may read', async () => {
    const { status, answer } = await call(reader)
    expect([status, JSON.stringify(answer)]).toEqual([200, expect.stringContaining(SECRET)])
  })

  test('does not reach what its user may not read', async () => {
    const { status, answer } = await call(stranger)
    expect([404, 422]).toContain(status)
    expect(JSON.stringify(answer)).toMatch(/not found|Cannot find/)
    expect(JSON.stringify(answer)).not.toContain(SECRET)
  })
})

describe('a flow', () => {
  const flow = (path: string, script: string) => {
    const value = { modules: [{ id: 'a', value: { type: 'script', path: script } }] }
    return { path, value, ...text }
  }

  test('cannot be deployed with a step that its author may not read, nor be changed to have one', async () => {
    const refused = { status: 404, answer: 'Not found: script not found at name f/team/hidden' }
    expect(await stranger.attempt('POST', '/flows/create', flow('u/stranger/a', 'f/team/hidden'))).toEqual(refused)
    expect((await stranger.attempt('POST', '/flows/create', flow('u/stranger/a', 'u/stranger/to_come'))).status).toBe(
      201,
    )
    const change = flow('u/stranger/a', 'f/team/hidden')
    expect(await stranger.attempt('POST', '/flows/update/u/stranger/a', change)).toEqual(refused)
  })
})

describe('an operator', () => {
  test('runs nothing of their own making', async () => {
    const refused = { status: 401, answer: 'Not authorized: Operators cannot run preview jobs for security reasons' }
    expect(await preview(operator, 'export function main() {}')).toEqual(refused)
    expect(await previewFlow(operator, { type: 'identity' })).toEqual(refused)
    const query = { content: 'SELECT 1', language: 'postgresql', args: { database: 'datatable://main' } }
    expect(await operator.attempt('POST', '/jobs/run_inline/preview', query)).toEqual(refused)
  })
})

describe('a task of a workflow', () => {
  test('that somebody else starts runs as they do', async () => {
    const content = 'export function other() { return process.env.WM_PERMISSIONED_AS }\nexport function main() {}'
    const script = { path: 'f/team/workflow', content, language: 'bun', lock: '', ...text }
    await admin.call('POST', '/scripts/create', script)
    const id = String(await admin.call('POST', '/jobs/run/p/f/team/workflow', {}))
    const task = await reader.call('POST', `/jobs/run/workflow_as_code/${id}/other`, { args: {} })
    const job = (await reader.call('GET', `/jobs_u/get/${task}`)) as JsonObject
    expect(job).toMatchObject({ created_by: 'reader', permissioned_as: 'u/reader' })
  })
})
