import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type FlowKit, openFlows, passes } from './flow-kit.ts'

// Windmill keeps the result of a flow with `cache_ttl` by its version and arguments, and looks before the flow begins
// (`handle_queued_job`); of its steps only those that are inline scripts have a cache of their own.

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
  kit.deployFlow('f/sample/kept', { modules: [passes('a')], cache_ttl: 60 })
})
afterEach(() => kit.stop())

/** Runs the flow and answers whether its step has been run. */
async function steps(args: JsonObject): Promise<boolean> {
  const { body: id } = (await kit.answer('POST', '/jobs/run/f/f/sample/kept', { body: args })) as { body: string }
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({ success: true, result: args })
  return kit.job(id).flow_status!.modules[0]!.type === 'Success'
}

test('a flow with a cache runs once for the same arguments, as long as it is good', async () => {
  expect(await steps({ n: 1 })).toBe(true)
  expect(await steps({ n: 1 })).toBe(false)
  expect(await steps({ n: 2 })).toBe(true)
  kit.windmill.system.pass(60_000)
  expect(await steps({ n: 1 })).toBe(true)
})

test('a new version of it runs', async () => {
  await steps({ n: 1 })
  const value = { modules: [passes('b')], cache_ttl: 60 }
  await kit.answer('POST', '/flows/update/f/sample/kept', { body: { path: 'f/sample/kept', summary: '', value } })
  expect(await steps({ n: 1 })).toBe(true)
})

test('as a step it has the same cache, whatever the step says', async () => {
  await steps({ n: 1 })
  const value = {
    type: 'flow' as const,
    path: 'f/sample/kept',
    input_transforms: { n: { type: 'static' as const, value: 1 } },
  }
  const id = await kit.run({ modules: [passes('s', { value, cache_ttl: 0 })] })
  await kit.ends(id)
  const child = kit.job(kit.job(id).flow_status!.modules[0]!.job!)
  expect(child).toMatchObject({ result: { n: 1 }, flow_status: { modules: [{ type: 'WaitingForPriorSteps' }] } })
})

test('a failure is not kept', async () => {
  kit.deployFlow('f/sample/fails', { modules: [passes('a', { skip_if: { expr: 'flow_input.x.y' } })], cache_ttl: 60 })
  for (const _ of [1, 2]) {
    const { body: id } = (await kit.answer('POST', '/jobs/run/f/f/sample/fails', { body: {} })) as { body: string }
    await kit.ends(id)
    expect(kit.job(id).success).toBe(false)
  }
})
