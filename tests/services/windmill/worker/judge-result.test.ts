import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FlowKit, openFlows, passes } from './flow-kit.ts'

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
})
afterEach(() => kit.stop())

const mock = (return_value: { windmill_failure: string | boolean }) => ({ mock: { enabled: true, return_value } })

// windmill#9073: a result with a text under `windmill_failure` is the error of a job that has failed.
test('a job that says that it failed has failed, with what it says for its error', async () => {
  const id = await kit.run({ modules: [passes('a', mock({ windmill_failure: 'no stock' })), passes('b')] })
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({
    success: false,
    result: { error: { windmill_failure: 'no stock', step_id: 'a' } },
    flow_status: { modules: [{ type: 'Failure' }, { type: 'WaitingForPriorSteps' }] },
  })
})

test('but not one that says it without a reason', async () => {
  const id = await kit.run({ modules: [passes('a', mock({ windmill_failure: true })), passes('b')] })
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({ success: true, result: { windmill_failure: true } })
})
