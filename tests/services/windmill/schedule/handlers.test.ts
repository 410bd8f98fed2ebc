import { afterEach, describe, expect, test } from 'vitest'
import { startSchedules } from '../../../../services/windmill/src/schedule/index.ts'
import type { Job } from '../../../../services/windmill/src/shared/job.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const MINUTE = 60_000
const PATH = 'f/ops/tick'
const FAILURE = { error: { name: 'Error', message: 'no' } }

let windmill: TestWindmill
let running: { stop(): void } | undefined
afterEach(async () => {
  running?.stop()
  await windmill.stop()
})

/** A server with a schedule that runs `f/ops/job` each minute, and handlers to choose from. */
async function start(fields: JsonObject, beyond = true): Promise<number> {
  windmill = await createTestWindmill({ beyond })
  await windmill.call('POST', 'folders/create', { name: 'ops' })
  for (const path of ['f/ops/job', 'f/ops/notify']) {
    const script = { path, content: 'export function main() {}', language: 'bun', summary: '', description: '' }
    await windmill.call('POST', 'scripts/create', { ...script, schema: {}, lock: '' })
  }
  const value = { modules: [{ id: 'a', value: { type: 'identity' } }] }
  await windmill.call('POST', 'flows/create', { path: 'f/ops/flow', summary: '', description: '', schema: {}, value })
  running = startSchedules(windmill)
  const times = { path: PATH, schedule: '0 * * * * *', timezone: 'UTC', enabled: true }
  const runs = { script_path: 'f/ops/job', is_flow: false, args: {} }
  return (await windmill.call('POST', 'schedules/create', { ...times, ...runs, ...fields })).status
}

/** Lets the schedule's job of the next minute end, and answers it and the jobs of handlers that its end queued. */
function tick(success: boolean): { job: Job; handlers: Job[] } {
  windmill.system.pass(MINUTE)
  const job = windmill.queue.claim(1)[0]!
  expect(job.trigger_path).toBe(PATH)
  windmill.queue.end(job.id, { success, result: success ? 'fine' : FAILURE })
  const handlers = windmill.queue.claim(9)
  for (const { id } of handlers) windmill.queue.end(id, { success: true, result: null })
  return { job, handlers }
}

/** Ends jobs as `outcomes` says (`+` success, `-` failure) and answers the same with `!` behind those with a handler. */
const play = (outcomes: string): string =>
  [...outcomes].map((outcome) => outcome + (tick(outcome === '+').handlers.length > 0 ? '!' : '')).join('')

describe('on_failure', () => {
  test('runs a script with what failed, and with arguments of its own', async () => {
    await start({ on_failure: 'script/f/ops/notify', on_failure_extra_args: { channel: 'ops' } })
    const { job, handlers } = tick(false)
    expect(handlers).toMatchObject([
      {
        kind: 'script',
        script_path: 'f/ops/notify',
        created_by: 'schedule_error_handler',
        email: 'schedule_error_handler@windmill.dev',
        permissioned_as: 'g/error_handler',
        parent_job: job.id,
        trigger_kind: null,
      },
    ])
    expect(handlers[0]!.args).toEqual({
      ...FAILURE,
      workspace_id: 'sample',
      job_id: job.id,
      schedule_path: PATH,
      path: 'f/ops/job',
      is_flow: false,
      started_at: '2026-11-21T08:01:00Z',
      email: 'admin@windmill.dev',
      failed_times: 1,
      channel: 'ops',
    })
  })

  test('runs a flow', async () => {
    await start({ on_failure: 'flow/f/ops/flow' })
    expect(tick(false).handlers).toMatchObject([{ kind: 'flow', script_path: 'f/ops/flow' }])
  })

  test('runs at each failure, and at none else', async () => {
    await start({ on_failure: 'script/f/ops/notify' })
    expect(play('+--+-')).toBe('+-!-!+-!')
  })

  test('waits for a number of failures in a row', async () => {
    await start({ on_failure: 'script/f/ops/notify', on_failure_times: 3 })
    expect(play('--+----')).toBe('--+---!-!')
  })

  test('runs once in a row of failures when the number is to be exact', async () => {
    await start({ on_failure: 'script/f/ops/notify', on_failure_times: 2, on_failure_exact: true })
    expect(play('+---+--')).toBe('+--!-+--!')
  })

  test('counts failures that came before the server started', async () => {
    await start({ on_failure: 'script/f/ops/notify', on_failure_times: 2 })
    tick(false)
    running!.stop()
    running = startSchedules(windmill)
    expect(tick(false).handlers).toHaveLength(1)
  })
})

describe('on_recovery', () => {
  test('runs at the first success after a failure, with both', async () => {
    await start({ on_recovery: 'script/f/ops/notify', on_recovery_extra_args: { channel: 'ops' } })
    expect(play('+-')).toBe('+-')
    const { handlers } = tick(true)
    expect(handlers).toMatchObject([{ created_by: 'schedule_recovery_handler', permissioned_as: 'g/error_handler' }])
    expect(handlers[0]!.args).toEqual({
      ...FAILURE,
      error_started_at: '2026-11-21T08:02:00Z',
      schedule_path: PATH,
      path: 'f/ops/job',
      is_flow: false,
      success_result: 'fine',
      success_times: 1,
      success_started_at: '2026-11-21T08:03:00Z',
      channel: 'ops',
    })
    expect(play('++-+')).toBe('++-+!')
  })

  test('waits for a number of successes in a row', async () => {
    await start({ on_recovery: 'script/f/ops/notify', on_recovery_times: 2 })
    expect(play('-+-++++')).toBe('-+-++!++')
  })
})

describe('on_success', () => {
  test('runs at each success, with its result', async () => {
    await start({ on_success: 'script/f/ops/notify', on_success_extra_args: { channel: 'ops' } })
    const { handlers } = tick(true)
    expect(handlers[0]!.args).toEqual({
      schedule_path: PATH,
      path: 'f/ops/job',
      is_flow: false,
      success_result: 'fine',
      success_started_at: '2026-11-21T08:01:00Z',
      channel: 'ops',
    })
    expect(play('+-+')).toBe('+!-+!')
  })
})

test.for([
  ['script/f/ops/gone', 'script not found at name f/ops/gone'],
  ['f/ops/notify', '"f/ops/notify" is no handler: it reads script/<path> or flow/<path>'],
])('that %s cannot be run stands in the log of the job, and the schedule goes on', async ([on_failure, why]) => {
  await start({ on_failure: on_failure! })
  const { job, handlers } = tick(false)
  expect(handlers).toEqual([])
  const { body } = await windmill.call('GET', `jobs_u/get_logs/${job.id}`)
  expect(body).toContain(`on_failure could not be run: ${why!.startsWith('"') ? 'Bad request' : 'Not found'}: ${why}`)
  expect(tick(true).job.id).not.toBe(job.id)
})

describe('as a free Windmill', () => {
  test('handlers are kept and not run', async () => {
    expect(await start({ on_failure: 'script/f/ops/notify' }, false)).toBe(200)
    expect(play('--+')).toBe('--+')
    const { body } = await windmill.call('GET', `schedules/get/${PATH}`)
    expect(body).toMatchObject({ on_failure: 'script/f/ops/notify' })
  })

  test.for<JsonObject>([{ on_recovery: 'script/f/ops/notify' }, { on_success: 'script/f/ops/notify' }])(
    '%o is refused by name',
    async (fields) => {
      expect(await start(fields, false)).toBe(400)
    },
  )
})
