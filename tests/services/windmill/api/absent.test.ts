import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ABSENT } from '../../../../services/windmill/src/api/absent.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
let ada: string
beforeAll(async () => {
  windmill = await createTestWindmill()
  ada = windmill.addMember('ada')
})
afterAll(() => windmill.stop())

const ask = async (method: string, path: string, as?: string | null) => {
  const { status, body } = await windmill.call(method, path, undefined, as === undefined ? {} : { as })
  return { status, body }
}

describe('what this server has not', () => {
  test.each([
    ...Object.keys(ABSENT).map((part): [string, string] => ['GET', `${part}/anything`]),
    ['POST', 'job_helpers/upload_s3_file?file_key=x'],
    ['POST', 'oidc/token/audience'],
    ['POST', 'workspaces/create_fork'],
    ['POST', 'workspaces/protection_rules'],
  ] as const)('%s %s is refused with the reason, to members alone', async (method, path) => {
    expect(await ask(method, path, ada)).toEqual({ status: 501, body: expect.stringMatching(/^Not supported: .{20}/) })
    expect((await ask(method, path, null)).status).toBe(401)
  })

  test('is an empty list where the CLI lists it', async () => {
    for (const list of ['list_ducklakes', 'get_secondary_storage_names', 'protection_rules']) {
      expect(await ask('GET', `workspaces/${list}`)).toEqual({ status: 200, body: [] })
    }
    expect((await ask('GET', 'workspaces/git_sync_deploy_mode')).body).toMatchObject({ configured: false })
  })
})

test('the variables of a job’s environment are listed with what they would hold', async () => {
  const { body } = await ask('GET', 'variables/list_contextual', ada)
  const values = Object.fromEntries((body as JsonObject[]).map(({ name, value }) => [name, value]))
  expect(values).toMatchObject({ WM_WORKSPACE: 'sample', WM_EMAIL: 'ada@example.com', WM_PERMISSIONED_AS: 'u/ada' })
  expect(JSON.stringify(body)).not.toContain(ada)
})

describe('the one worker and its queue', () => {
  test('are shown as `wmill workers` and `wmill queues` read them', async () => {
    const [worker] = (await ask('GET', '/api/workers/list?ping_since=10')).body as JsonObject[]
    const groups = (await ask('GET', '/api/configs/list_worker_groups')).body
    expect(groups).toEqual([{ name: worker?.worker_group, config: {} }])
    expect((await ask('GET', '/api/jobs/db_clock')).body).toBe(windmill.system.now())
    expect((await ask('GET', 'jobs/queue/list?per_page=100000')).status).toBe(200)
  })

  test('tell how many jobs of each tag have ended in a time', async () => {
    const job = windmill.queue.push({
      workspace_id: 'sample',
      kind: 'preview',
      language: 'bun',
      raw_code: '',
      tag: 'bun',
      created_by: 'ada',
      permissioned_as: 'u/ada',
      email: 'ada@example.com',
      args: {},
    })
    windmill.queue.claim(1)
    windmill.queue.end(job, { success: true, result: null })
    const counted = async (horizon: number) =>
      (await ask('GET', `/api/jobs/completed/count_by_tag?horizon_secs=${horizon}`)).body
    expect(await counted(30)).toEqual([{ tag: 'bun', count: 1 }])
    windmill.system.pass(31_000)
    expect(await counted(30)).toEqual([])
    expect(await counted(60)).toEqual([{ tag: 'bun', count: 1 }])
    expect((await ask('GET', '/api/jobs/completed/count_by_tag', ada)).status).toBe(403)
  })
})
