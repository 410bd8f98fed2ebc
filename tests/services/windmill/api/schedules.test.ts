import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changesOf } from '../../../../services/windmill/src/deploy/index.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const PATH = 'f/sample/nightly'
const NIGHTLY = {
  path: PATH,
  schedule: '0 0 2 * * *',
  timezone: 'Europe/Prague',
  script_path: 'f/sample/pipeline',
  is_flow: true,
  args: { names: ['Ada'] },
}

let windmill: TestWindmill
let changed: string[]
beforeEach(async () => {
  windmill = await createTestWindmill()
  changed = []
  changesOf(windmill.store).on('schedule', (_workspace, path) => changed.push(path))
})
afterEach(() => windmill.stop())

const create = (more: JsonObject = {}) => windmill.call('POST', 'schedules/create', { ...NIGHTLY, ...more })
const get = async () => (await windmill.call('GET', `schedules/get/${PATH}`)).body as JsonObject
const update = ({ path, script_path, is_flow, ...fields }: typeof NIGHTLY, more: JsonObject = {}) =>
  windmill.call('POST', `schedules/update/${PATH}`, { ...fields, ...more })

describe('a schedule', () => {
  test('is created with 200 and its path, and hands back what was sent', async () => {
    const more = {
      enabled: true,
      summary: 'Every night',
      no_flow_overlap: true,
      retry: { constant: { attempts: 2, seconds: 1 } },
    }
    expect(await create(more)).toMatchObject({ status: 200, body: PATH })
    expect(await get()).toMatchObject({ ...NIGHTLY, ...more, cron_version: 'v2', permissioned_as: 'u/admin' })
    expect(changed).toEqual([PATH])
  })

  test('takes a path once, and not that of a flow that it does not run', async () => {
    await create()
    expect(await create()).toMatchObject({ status: 400, body: `Bad request: Schedule ${PATH} already exists` })
    await windmill.call('POST', 'flows/create', { path: 'f/sample/flow', summary: '', value: { modules: [] } })
    expect(await create({ path: 'f/sample/flow' })).toMatchObject({ status: 400 })
    expect(await create({ path: 'f/sample/flow', script_path: 'f/sample/flow' })).toMatchObject({ status: 200 })
  })

  test('changes when and with what it runs; what it runs and whether it is on stays', async () => {
    await create({ enabled: true, summary: 'old' })
    await update(NIGHTLY, { schedule: '0 0 3 * * *', paused_until: '2026-12-01T00:00:00Z' })
    const { summary, ...schedule } = await get()
    expect(summary).toBeUndefined()
    expect(schedule).toMatchObject({ schedule: '0 0 3 * * *', enabled: true, script_path: NIGHTLY.script_path })
    expect(schedule.paused_until).toBe('2026-12-01T00:00:00Z')
    expect(changed).toEqual([PATH, PATH])
  })

  test('is switched on and off', async () => {
    await create({ enabled: true })
    const { status, body } = await windmill.call('POST', `schedules/setenabled/${PATH}`, { enabled: false })
    expect({ status, body }).toEqual({
      status: 200,
      body: `succesfully updated schedule at path ${PATH} to status false`,
    })
    expect(await get()).toMatchObject({ enabled: false })
  })

  test('is deleted, and then it is not there', async () => {
    await create()
    expect((await windmill.call('DELETE', `schedules/delete/${PATH}`)).body).toBe(`schedule ${PATH} deleted`)
    expect(changed).toEqual([PATH, PATH])
    expect((await windmill.call('GET', `schedules/exists/${PATH}`)).body).toBe(false)
    expect(await windmill.call('DELETE', `schedules/delete/${PATH}`)).toMatchObject({ status: 404 })
  })

  test('that fails to be made tells nobody', async () => {
    await create()
    await create()
    expect(changed).toEqual([PATH])
  })
})

test.each([
  ['five fields', { schedule: '0 2 * * *' }, 'six fields'],
  ['a time of no clock', { schedule: '0 61 2 * * *' }, 'Invalid cron expression'],
  ['a time zone of nowhere', { timezone: 'Europe/Atlantis' }, 'Europe/Atlantis'],
  ['a handler that the free Windmill lacks', { on_recovery: 'script/f/a/b' }, 'enterprise'],
  ['a path of no item', { path: 'nightly' }, 'body.path'],
])('a schedule with %s is refused', async (_name, more, message) => {
  const { status, body } = await create(more)
  expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining(message) })
})

test('the next five times are those of the time zone, over the change of daylight saving too', async () => {
  const body = { schedule: '0 30 8 * * *', timezone: 'Europe/Prague' }
  const { body: times } = await windmill.call('POST', '/api/schedules/preview', body)
  expect(times).toEqual([22, 23, 24, 25, 26].map((day) => `2026-11-${day}T07:30:00Z`))
})

test('lists are filtered', async () => {
  await create({ summary: 'Every night' })
  await create({ path: 'f/other/hourly', script_path: 'f/sample/tick', is_flow: false })
  const list = async (query: string) =>
    ((await windmill.call('GET', `schedules/list?${query}`)).body as JsonObject[]).map((row) => row.path).sort()
  expect(await list('')).toEqual(['f/other/hourly', PATH])
  expect(await list('path=f/sample/tick')).toEqual(['f/other/hourly'])
  expect(await list('is_flow=true')).toEqual([PATH])
  expect(await list('path_start=f/other')).toEqual(['f/other/hourly'])
  expect(await list('schedule_path=f/sample/nightly')).toEqual([PATH])
  expect(await list('summary=NIGHT')).toEqual([PATH])
})

describe('permissions', () => {
  test('a schedule runs as whoever saves it; only an admin may keep somebody else', async () => {
    const ada = windmill.addMember('ada')
    const kept = { permissioned_as: 'u/admin', preserve_permissioned_as: true }
    await windmill.call('POST', 'schedules/create', { ...NIGHTLY, ...kept, path: 'u/ada/own' }, { as: ada })
    const own = await windmill.call('GET', 'schedules/get/u/ada/own')
    expect(own.body).toMatchObject({ permissioned_as: 'u/ada', email: 'ada@example.com' })
    await create({ ...kept, permissioned_as: 'u/ada' })
    expect(await get()).toMatchObject({ permissioned_as: 'u/ada', email: 'ada@example.com' })
    expect(await update(NIGHTLY, { ...kept, permissioned_as: 'u/nobody' })).toMatchObject({ status: 400 })
  })

  test('nobody schedules what they may not see', async () => {
    await windmill.call('POST', 'scripts/create', { path: 'u/admin/own', content: '1', language: 'bun', lock: '' })
    const ada = windmill.addMember('ada')
    const mine = { ...NIGHTLY, path: 'u/ada/own', script_path: 'u/admin/own', is_flow: false }
    expect(await windmill.call('POST', 'schedules/create', mine, { as: ada })).toMatchObject({ status: 404 })
  })

  test('nobody changes the schedule of another', async () => {
    await create({ path: 'u/admin/own' })
    const as = { as: windmill.addMember('ada') }
    for (const [method, path] of [
      ['GET', 'get'],
      ['POST', 'setenabled'],
      ['DELETE', 'delete'],
    ] as const) {
      const body = method === 'POST' ? { enabled: false } : undefined
      expect((await windmill.call(method, `schedules/${path}/u/admin/own`, body, as)).status).toBe(404)
    }
  })
})
