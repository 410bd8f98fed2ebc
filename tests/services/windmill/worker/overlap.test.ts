import { afterEach, beforeEach, expect, test } from 'vitest'
import { asking, type FlowKit, openFlows, passes } from './flow-kit.ts'

// Windmill begins each run of a schedule's flow, and ends one that finds another as skipped (`push_next_flow_job`).

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
  kit.deployFlow('f/sample/asks', { modules: [asking('a'), passes('b')] })
})
afterEach(() => kit.stop())

const schedule = (fields: object) =>
  kit.answer('POST', '/schedules/create', {
    body: {
      path: 'f/sample/tick',
      schedule: '0 * * * * *',
      timezone: 'UTC',
      script_path: 'f/sample/asks',
      is_flow: true,
      ...fields,
    },
  })

/** A run of the schedule, as it is queued. */
const tick = () =>
  kit.push({
    kind: 'flow',
    script_path: 'f/sample/asks',
    raw_flow: { modules: [asking('a'), passes('b')] },
    trigger_kind: 'schedule',
    trigger_path: 'f/sample/tick',
  })

test('a run of a schedule that must not overlap is skipped while another goes on', async () => {
  await schedule({ no_flow_overlap: true })
  const first = tick()
  await kit.waits(first)
  const second = tick()
  await kit.ends(second)
  expect(kit.job(second)).toMatchObject({
    success: true,
    is_skipped: true,
    result: `not allowed to overlap with ${first}, scheduling next iteration`,
  })
  await kit.answerFlow(first, 1)
  await kit.ends(first)
  await kit.waits(tick())
})

test('any other overlaps', async () => {
  await schedule({})
  await kit.waits(tick())
  await kit.waits(tick())
})
