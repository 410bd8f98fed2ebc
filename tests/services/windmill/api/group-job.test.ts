import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const SCRIPT = { path: 'g/ops/own', content: 'export function main() {}', language: 'bun', summary: '' }
const SCHEDULE = { schedule: '0 0 2 * * *', timezone: 'UTC', script_path: SCRIPT.path, is_flow: false, args: {} }

let windmill: TestWindmill
/** The token of a job that runs as the group `ops`. */
let group: string

beforeEach(async () => {
  windmill = await createTestWindmill()
  const as = {
    workspace_id: windmill.workspace,
    permissioned_as: 'g/ops',
    created_by: 'a label',
    email: 'a@example.com',
  }
  group = windmill.auth.jobToken(windmill.queue.push({ ...as, kind: 'script', language: 'bun', args: {} }))
})
afterEach(() => windmill.stop())

const put = async (path: string, body: object) => (await windmill.call('POST', path, body, { as: group })).status

describe('a job that runs as a group', () => {
  test('deploys where the group may write, and what locks its script runs as the group', async () => {
    expect(await put('scripts/create', SCRIPT)).toBe(201)
    const jobs = (await windmill.call('GET', 'jobs/list?job_kinds=dependencies')).body as JsonObject[]
    expect(jobs).toMatchObject([{ script_path: 'g/ops/own', permissioned_as: 'g/ops' }])
    expect(await put('scripts/create', { ...SCRIPT, path: 'u/ada/own' })).toBe(403)
  })

  test('makes schedules that run as the group', async () => {
    await put('scripts/create', { ...SCRIPT, lock: '' })
    expect(await put('schedules/create', { ...SCHEDULE, path: 'g/ops/nightly' })).toBe(200)
    const { body } = await windmill.call('GET', 'schedules/get/g/ops/nightly')
    expect(body).toMatchObject({ permissioned_as: 'g/ops' })
    expect(await put('schedules/create', { ...SCHEDULE, path: 'u/ada/nightly' })).toBe(403)
  })

  test('is on behalf of the group where its script is on behalf of whoever deploys it', async () => {
    await put('scripts/create', { ...SCRIPT, lock: '', on_behalf_of_email: 'a@example.com' })
    const { body } = await windmill.call('GET', 'scripts/get/p/g/ops/own')
    expect(body).toMatchObject({ on_behalf_of: 'g/ops' })
  })

  test('makes folders that the group owns', async () => {
    expect(await put('folders/create', { name: 'made' })).toBe(200)
    const { body } = await windmill.call('GET', 'folders/get/made')
    expect(body).toMatchObject({ owners: ['g/ops'], extra_perms: { 'g/ops': true } })
  })
})
