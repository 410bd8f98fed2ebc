import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
let ada: string
beforeEach(async () => {
  windmill = await createTestWindmill()
  ada = windmill.addMember('ada')
})
afterEach(() => windmill.stop())

const ask = async (method: string, path: string, body?: unknown, as?: string) => {
  const answer = await windmill.call(method, path, body, as === undefined ? {} : { as })
  return [answer.status, answer.body]
}
const settings = async () => (await windmill.call('GET', 'workspaces/get_settings')).body as JsonObject

/** Each setting: the route, what the CLI sends, and what it reads of it afterwards; then how it is taken away. */
const EDITS: [route: string, body: JsonObject, shown: JsonObject, none: JsonObject][] = [
  ['edit_webhook', { webhook: 'http://example.com' }, { webhook: 'http://example.com' }, {}],
  ['change_workspace_color', { color: '#ff0000' }, { color: '#ff0000' }, {}],
  ['edit_default_app', { default_app_path: 'f/a/b' }, { default_app: 'f/a/b' }, {}],
  ['edit_slack_command', { slack_command_script: 'f/a/b' }, { slack_command_script: 'f/a/b' }, {}],
  ['critical_alerts/mute', { mute_critical_alerts: true }, { mute_critical_alerts: true }, {}],
  ['edit_copilot_config', { providers: { openai: {} } }, { ai_config: { providers: { openai: {} } } }, {}],
  ['default_scripts', { order: ['bun'] }, { default_scripts: { order: ['bun'] } }, {}],
  ['operator_settings', { runs: true }, { operator_settings: { runs: true } }, {}],
  [
    'edit_large_file_storage_config',
    { large_file_storage: { type: 'S3Storage' } },
    { large_file_storage: { type: 'S3Storage' } },
    {},
  ],
  ['edit_git_sync_config', { git_sync_settings: { repositories: [] } }, { git_sync: { repositories: [] } }, {}],
  [
    'edit_auto_invite',
    { operator: false, invite_all: true, auto_add: true },
    { auto_invite: { enabled: true, operator: false, mode: 'add' } },
    {},
  ],
  [
    'edit_error_handler',
    { path: 'script/f/a/b', extra_args: { x: 1 }, muted_on_cancel: true, muted_on_user_path: false },
    { error_handler: { path: 'script/f/a/b', extra_args: { x: 1 }, muted_on_cancel: true } },
    { muted_on_cancel: false },
  ],
  ['edit_success_handler', { path: 'script/f/a/b' }, { success_handler: { path: 'script/f/a/b' } }, {}],
  [
    'edit_datatable_config',
    { settings: { datatables: { other: { database: {} } } } },
    { datatable: { datatables: { other: { database: {} } } } },
    { settings: { datatables: {} } },
  ],
]

describe.each(EDITS)('%s', (route, body, shown, none) => {
  test('is an admin’s, is shown as the CLI compares it, and can be taken back', async () => {
    expect((await ask('POST', `workspaces/${route}`, body, ada))[0]).toBe(403)
    expect((await ask('POST', `workspaces/${route}`, body))[0]).toBe(200)
    expect(await settings()).toMatchObject(shown)
    expect((await ask('POST', `workspaces/${route}`, none))[0]).toBe(200)
    expect(await settings()).not.toMatchObject(shown)
  })
})

test('one setting leaves the others, and the name, alone', async () => {
  await ask('POST', 'workspaces/edit_webhook', { webhook: 'http://example.com' })
  await ask('POST', 'workspaces/change_workspace_color', { color: '#00ff00' })
  expect(await settings()).toMatchObject({ webhook: 'http://example.com', color: '#00ff00' })
  expect(await ask('GET', 'workspaces/get_workspace_name')).toEqual([200, 'sample'])
})

test('what this server has not is refused with what would work', async () => {
  for (const [method, route] of [
    ['POST', 'slack_oauth_config'],
    ['DELETE', 'slack_oauth_config'],
    ['POST', 'edit_instance_groups'],
  ] as const) {
    expect(await ask(method, `workspaces/${route}`, method === 'POST' ? {} : undefined)).toEqual([
      501,
      expect.stringContaining('out of settings.yaml'),
    ])
  }
})

describe('the key of a workspace', () => {
  const KEY = '0123456789abcdef'.repeat(4)
  const secret = () => ask('GET', 'variables/get_value/u/admin/secret')
  const rekey = (more: JsonObject = {}) => ask('POST', 'workspaces/encryption_key', { new_key: KEY, ...more })
  beforeEach(() => ask('POST', 'variables/create', { path: 'u/admin/secret', value: 'hidden', is_secret: true }))

  test('is for admins, not for members nor for jobs', async () => {
    expect((await ask('GET', 'workspaces/encryption_key'))[1]).toMatchObject({ key: expect.stringMatching(/^\w{64}$/) })
    expect((await ask('GET', 'workspaces/encryption_key', undefined, ada))[0]).toBe(403)
    expect((await ask('POST', 'workspaces/encryption_key', { new_key: KEY }, ada))[0]).toBe(403)
    const job = windmill.queue.push({
      workspace_id: 'sample',
      kind: 'preview',
      language: 'bun',
      raw_code: '',
      created_by: 'admin',
      permissioned_as: 'u/admin',
      email: 'admin@windmill.dev',
      args: {},
    })
    expect((await ask('GET', 'workspaces/encryption_key', undefined, windmill.auth.jobToken(job)))[0]).toBe(403)
  })

  test('can be another, with which the secrets are sealed anew', async () => {
    expect((await rekey())[0]).toBe(200)
    expect(await ask('GET', 'workspaces/encryption_key')).toEqual([200, { key: KEY }])
    expect(await secret()).toEqual([200, 'hidden'])
  })

  test('can be the one that the secrets were sealed with already', async () => {
    const [, { key }] = (await ask('GET', 'workspaces/encryption_key')) as [number, { key: string }]
    await rekey({ skip_reencrypt: true })
    expect((await secret())[0]).toBe(500)
    await rekey({ new_key: key, skip_reencrypt: true })
    expect(await secret()).toEqual([200, 'hidden'])
  })

  test('has 64 letters and digits', async () => {
    for (const new_key of ['', 'short', `${KEY}0`, `${KEY.slice(1)}-`]) {
      expect((await rekey({ new_key }))[0]).toBe(400)
    }
  })
})
