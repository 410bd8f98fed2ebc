import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSchedules } from '../../../../services/windmill/src/schedule/index.ts'
import type { Job } from '../../../../services/windmill/src/shared/job.ts'
import { schedules as schedulesTable } from '../../../../services/windmill/src/store/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const MINUTE = 60_000
const PATH = 'f/ops/tick'

let windmill: TestWindmill
let running: { stop(): void }

beforeEach(async () => {
  windmill = await createTestWindmill()
  await windmill.call('POST', 'folders/create', { name: 'ops' })
  const script = {
    path: 'f/ops/job',
    content: 'export function main() {}',
    language: 'bun',
    summary: '',
    description: '',
    schema: {},
    lock: '',
  }
  await windmill.call('POST', 'scripts/create', script)
  const value = { modules: [{ id: 'a', value: { type: 'identity' } }] }
  await windmill.call('POST', 'flows/create', { path: 'f/ops/flow', summary: '', description: '', schema: {}, value })
  running = startSchedules(windmill)
})

afterEach(async () => {
  running.stop()
  await windmill.stop()
})

const create = (fields: object = {}) =>
  windmill.call('POST', 'schedules/create', {
    path: PATH,
    schedule: '0 * * * * *',
    timezone: 'UTC',
    script_path: 'f/ops/job',
    is_flow: false,
    args: { n: 1 },
    enabled: true,
    ...fields,
  })

/** What waits in the queue for a schedule. */
async function waiting(): Promise<{ id: string; scheduled_for: string; created_by: string }[]> {
  const { body } = await windmill.call('GET', 'jobs/queue/list')
  return body as never
}

const stored = () =>
  schedulesTable.getSchedule.one(windmill.store.connection, { workspace_id: windmill.workspace, path: PATH })

/** Claims the job that is due and answers it. */
const claim = (): Job => windmill.queue.claim(1)[0]!

describe('a schedule', () => {
  test('has one job in the queue, for its next time', async () => {
    await create()
    expect(await waiting()).toMatchObject([
      { scheduled_for: '2026-11-21T08:01:00Z', created_by: 'schedule-f-ops-tick', schedule_path: PATH },
    ])
  })

  test('of a script gets its next job when the one before has ended', async () => {
    await create()
    windmill.system.pass(MINUTE)
    const job = claim()
    expect(await waiting()).toHaveLength(1)
    windmill.system.pass(10 * MINUTE)
    windmill.queue.end(job.id, { success: true, result: null })
    expect(await waiting()).toMatchObject([{ scheduled_for: '2026-11-21T08:12:00Z' }])
  })

  test('of a flow gets its next job when the one before begins', async () => {
    await create({ script_path: 'f/ops/flow', is_flow: true })
    windmill.system.pass(MINUTE)
    claim()
    const ids = (await waiting()).filter((row) => row.scheduled_for === '2026-11-21T08:02:00Z')
    expect(ids).toHaveLength(1)
  })

  test('that is switched off has no job, and gets one again when it is on', async () => {
    await create()
    await windmill.call('POST', `schedules/setenabled/${PATH}`, { enabled: false })
    expect(await waiting()).toEqual([])
    await windmill.call('POST', `schedules/setenabled/${PATH}`, { enabled: true })
    expect(await waiting()).toHaveLength(1)
  })

  test('that is changed waits for its new time only', async () => {
    await create()
    await windmill.call('POST', `schedules/update/${PATH}`, { schedule: '0 30 9 * * *', timezone: 'UTC', args: {} })
    expect(await waiting()).toMatchObject([{ scheduled_for: '2026-11-21T09:30:00Z' }])
  })

  test('that is deleted leaves nothing in the queue', async () => {
    await create()
    await windmill.call('DELETE', `schedules/delete/${PATH}`)
    expect(await waiting()).toEqual([])
  })

  test('whose script is gone after a run is off, and says why', async () => {
    await create()
    await windmill.call('POST', 'scripts/archive/p/f/ops/job')
    windmill.system.pass(MINUTE)
    windmill.queue.end(claim().id, { success: true, result: null })
    expect(stored()).toMatchObject({ enabled: false, error: 'Not found: script not found at name f/ops/job' })
  })

  test('that comes before its script says so, and is on', async () => {
    await create({ script_path: 'f/ops/to_come' })
    expect(stored()).toMatchObject({ enabled: true, error: 'Not found: script not found at name f/ops/to_come' })
  })

  test('that lost its next job with the server gets it at the next start', async () => {
    await create()
    windmill.system.pass(MINUTE)
    const job = claim()
    running.stop()
    windmill.queue.end(job.id, { success: true, result: null })
    expect(await waiting()).toEqual([])
    running = startSchedules(windmill)
    expect(await waiting()).toMatchObject([{ scheduled_for: '2026-11-21T08:02:00Z' }])
  })

  test('with a retry runs its script as a flow of one step', async () => {
    await create({ retry: { constant: { attempts: 2, seconds: 1 } } })
    windmill.system.pass(MINUTE)
    expect(claim()).toMatchObject({
      kind: 'singlestepflow',
      args: { n: 1 },
      raw_flow: {
        modules: [{ value: { type: 'script', path: 'f/ops/job' }, retry: { constant: { attempts: 2, seconds: 1 } } }],
      },
    })
  })

  // `push_scheduled_job` of Windmill: the script gets the time, and runs anything but `true` are skipped.
  test.for([
    ['script', {}],
    ['flow', { script_path: 'f/ops/flow', is_flow: true }],
  ] as const)('with dynamic_skip asks a script whether its %s is to run', async ([type, fields]) => {
    await create({ ...fields, dynamic_skip: 'f/ops/is_workday', retry: { constant: { attempts: 1, seconds: 1 } } })
    windmill.system.pass(MINUTE)
    const { kind, raw_flow } = claim()
    expect(kind).toBe('singlestepflow')
    expect(raw_flow!.modules).toMatchObject([
      {
        value: {
          type: 'script',
          path: 'f/ops/is_workday',
          input_transforms: { scheduled_for: { type: 'static', value: '2026-11-21T08:01:00+00:00' } },
        },
        stop_after_if: { expr: 'result !== true', skip_if_stopped: true },
      },
      { id: 'a', value: { type, input_transforms: { n: { expr: 'flow_input["n"]' } } } },
    ])
  })

  test('of cron version v1 keeps it, and is read by it', async () => {
    await create({ schedule: '0 0 9 * * 2', cron_version: 'v1' })
    expect(await waiting()).toMatchObject([{ scheduled_for: '2026-11-23T09:00:00Z' }])
    expect((await windmill.call('GET', `schedules/get/${PATH}`)).body).toMatchObject({ cron_version: 'v1' })
  })
})
