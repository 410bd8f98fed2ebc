import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getAgent } from '../../../../f/agents/store/agents.ts'
import { main as onboardUser } from '../../../../f/openanalyst/workflows/onboard_user.ts'
import { useSocialBench } from '../social/kit.ts'

const bench = useSocialBench()
/** Resources by path, as they were saved. */
const saved = new Map<string, unknown>()

beforeAll(() => {
  bench.door.on('GET', /^\/resources\/exists\/(.+)$/, ({ match }) => ({ json: saved.has(match[1]!) }))
  bench.door.on('POST', /^\/resources\/create$/, ({ body }) => {
    const { path, value, resource_type } = body as { path: string; value: object; resource_type: string }
    saved.set(path, { ...value, resource_type })
    return { text: path }
  })
  bench.door.on('POST', /^\/resources\/update_value\/(.+)$/, ({ match, body }) => {
    saved.set(match[1]!, (body as { value: object }).value)
    return { text: match[1] }
  })
})
beforeEach(() => {
  saved.clear()
  bench.schedules.clear()
  bench.asJob('onboarding')
})

describe('onboard_user', () => {
  test("puts the user's settings and a schedule into their own space; the schedule is off", async () => {
    const user = await onboardUser()
    expect(user).toMatchObject({
      ...{ user_id: 'ada', session_id: expect.stringMatching(/^[0-9a-f]{32}$/), config: 'u/ada/openanalyst_config' },
      report: { schedule: 'u/ada/daily_report', cron: '0 0 7 * * *', timezone: 'UTC', on: false },
    })
    const { session_id } = user
    expect(await getAgent(bench.sql, { user_id: 'ada', agent: 'openanalyst' })).toMatchObject({ last_version: 1 })
    expect(saved.get('u/ada/openanalyst_config')).toEqual({
      ...{
        ws_endpoint: bench.hub.url,
        user_id: 'ada',
        session_id,
        timezone: 'UTC',
        resource_type: 'openanalyst_config',
      },
    })
    expect(bench.schedules.get('u/ada/daily_report')).toMatchObject({
      ...{ enabled: false, script_path: 'f/openanalyst/daily_report', is_flow: true },
      args: { timezone: 'UTC', mail_to: [], session_id },
    })
  })

  test('again changes the settings, and makes nothing twice', async () => {
    const first = await onboardUser()
    const again = await onboardUser(true, '6:45', 'Europe/Prague', ['ada@example.com'])
    expect(again.session_id).toBe(first.session_id)
    expect([...bench.schedules.keys()]).toEqual(['u/ada/daily_report'])
    expect(bench.schedules.get('u/ada/daily_report')).toMatchObject({
      ...{ enabled: true, schedule: '0 45 6 * * *', timezone: 'Europe/Prague' },
      args: { mail_to: ['ada@example.com'] },
    })
  })

  test('in a job of a group sets the group up', async () => {
    bench.asJob('onboarding', 'g/ops')
    expect(await onboardUser()).toMatchObject({ user_id: 'g/ops', config: 'g/ops/openanalyst_config' })
    expect([...saved.keys()]).toEqual(['g/ops/openanalyst_config'])
    expect([...bench.schedules.keys()]).toEqual(['g/ops/daily_report'])
    expect(await getAgent(bench.sql, { user_id: 'g/ops', agent: 'openanalyst' })).toMatchObject({ last_version: 1 })
  })

  test.each([
    ['a time that is none', ['24:00', null], 'report_at must be a time of the day'],
    ['a time zone that is none', ['07:00', 'Mars'], 'timezone must be one'],
  ] as const)('refuses %s, and changes nothing', async (_, [at, timezone], words) => {
    await expect(onboardUser(true, at, timezone)).rejects.toMatchObject({
      ...{ code: 'BAD_INPUT', message: expect.stringContaining(words) },
    })
    expect([saved.size, bench.schedules.size]).toEqual([0, 0])
  })
})
