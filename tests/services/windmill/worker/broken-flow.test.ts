import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FlowModule } from '../../../../services/windmill/src/shared/openflow.ts'
import { asking, type FlowKit, openFlows, passes } from './flow-kit.ts'

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
})
afterEach(() => kit.stop())

/** An approval whose time limit nobody can read: found when the step before has ended. */
const unreadable = passes('a', { suspend: { required_events: 1, timeout: 'an hour' as unknown as number } })

test('a flow that cannot go on fails, and the end of its step stays', async () => {
  const id = await kit.run({ modules: [unreadable, passes('b')] })
  await kit.ends(id)
  const flow = kit.job(id)
  expect(flow).toMatchObject({ success: false, result: { error: { name: 'InternalErr' } } })
  expect(kit.job(flow.flow_status!.modules[0]!.job!)).toMatchObject({ success: true })
})

test('the flow around it is told', async () => {
  const around: FlowModule = passes('l', {
    value: { type: 'whileloopflow', modules: [unreadable, passes('b')], skip_failures: false },
  })
  const id = await kit.run({ modules: [around] })
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({
    success: false,
    result: [{ error: { name: 'InternalErr' } }],
    flow_status: { modules: [{ type: 'Failure', flow_jobs_success: [false] }] },
  })
})

test('what else is below it is cancelled', async () => {
  const branches = ['x', 'y'].map((name) => ({ modules: [asking(name), passes(`${name}_after`)] }))
  const id = await kit.run({ modules: [passes('b', { value: { type: 'branchall', branches, parallel: true } })] })
  await kit.until(id, () => kit.job(id).flow_status?.modules[0]?.flow_jobs?.length === 2)
  const [first, second] = kit.job(id).flow_status!.modules[0]!.flow_jobs!
  await kit.waits(first!)
  await kit.waits(second!)
  kit.windmill.store.connection
    .prepare('UPDATE job SET raw_flow = :flow WHERE id = :id')
    .run({ id, flow: '{"modules":5}' })
  await kit.answerFlow(kit.job(first!).flow_status!.modules[0]!.job!, 1)
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({ success: false, result: { error: { name: 'InternalErr' } } })
  expect(kit.job(first!)).toMatchObject({ success: true })
  expect(kit.job(second!)).toMatchObject({ success: false, canceled_by: 'admin' })
})
