import { afterEach, beforeEach, expect, test } from 'vitest'
import { asking, type FlowKit, openFlows, passes } from './flow-kit.ts'

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
})
afterEach(() => kit.stop())

test('a step that asks goes on with the answer of its link, and the next one sees it', async () => {
  const id = await kit.run({ modules: [asking('a'), passes('b')] })
  await kit.waits(id)
  await kit.answerFlow(kit.job(id).flow_status!.modules[0]!.job!, 1)
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({
    success: true,
    flow_status: { modules: [{ approvers: [{ resume_id: 1, approver: 'ada' }] }, { type: 'Success' }] },
  })
})

test('a refusal ends the flow', async () => {
  const id = await kit.run({ modules: [asking('a'), passes('b')] })
  await kit.waits(id)
  await kit.answerFlow(id, 1, 'cancel')
  await kit.ends(id)
  expect(kit.job(id).result).toEqual({ error: { message: 'Disapproved by ada', name: 'SuspendedDisapproved' } })
})

test('an answer to the flow, given before anybody asked, counts for the first step that asks', async () => {
  const pause = passes('pause', { sleep: { type: 'static', value: 3600 } })
  const id = await kit.run({ modules: [pause, asking('a'), asking('b'), passes('c')] })
  await kit.until(id, () => kit.job(id).flow_status?.modules[1]?.type === 'WaitingForExecutor')
  await kit.answerFlow(id, 1)
  const step = kit.job(id).flow_status!.modules[1]!.job!
  kit.windmill.queue.end(step, { success: true, result: null })
  await kit.waits(id)
  expect(kit.job(id).flow_status).toMatchObject({
    step: 3,
    modules: [
      {},
      { type: 'Success', approvers: [{ resume_id: 1 }] },
      { type: 'Success' },
      { type: 'WaitingForEvents' },
    ],
  })
})

test('a loop that asks is answered by the job of its last iteration, which is what its status names', async () => {
  const loop = passes('a', {
    value: { type: 'whileloopflow', modules: [passes('x', { stop_after_if: { expr: 'true' } })] },
    suspend: { required_events: 1 },
  })
  const id = await kit.run({ modules: [loop, passes('b')] })
  await kit.waits(id)
  await kit.answerFlow(kit.job(id).flow_status!.modules[0]!.job!, 1)
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({
    success: true,
    flow_status: { modules: [{ approvers: [{ approver: 'ada' }] }, {}] },
  })
})

test('the answer to a loop that had nothing to go over is for that loop of that flow alone', async () => {
  const empty = (id: string) =>
    passes(id, {
      value: {
        type: 'forloopflow',
        iterator: { type: 'static', value: [] },
        modules: [passes('x')],
        skip_failures: false,
      },
      suspend: { required_events: 1 },
    })
  const modules = [empty('a'), empty('b'), passes('c')]
  const [one, other] = [await kit.run({ modules }), await kit.run({ modules })]
  await kit.waits(one)
  await kit.waits(other)
  await kit.answerFlow(one, 1)
  await kit.until(one, () => kit.job(one).flow_status?.step === 2)
  await kit.waits(one)
  kit.worker.queue.events.emit('resumed', other)
  expect(kit.job(other).flow_status!.modules.map(({ type }) => type)).toEqual([
    'Success',
    'WaitingForEvents',
    'WaitingForPriorSteps',
  ])
  for (const [id, number] of [
    [one, 2],
    [other, 1],
  ] as const)
    await kit.answerFlow(id, number)
  await kit.until(other, () => kit.job(other).flow_status?.step === 2)
  await kit.waits(other)
  await kit.answerFlow(other, 2)
  for (const id of [one, other]) await kit.ends(id)
  expect([one, other].map((id) => kit.job(id).success)).toEqual([true, true])
})
