import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FlowKit, openFlows, passes } from './flow-kit.ts'

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
})
afterEach(() => kit.stop())

const pause = { sleep: { type: 'static' as const, value: 3600 } }
const cancel = (id: string) => kit.answer('POST', `/jobs_u/queue/cancel/${id}`, { body: { reason: 'enough' } })

test('a flow that fails because a job in it was cancelled counts as cancelled, and so do those around it', async () => {
  const branch = { modules: [passes('x', pause), passes('y')] }
  const id = await kit.run({
    modules: [passes('b', { value: { type: 'branchone', branches: [], default: branch.modules } })],
  })
  await kit.until(id, () => kit.job(id).flow_status?.modules[0]?.type === 'InProgress')
  const inner = kit.job(id).flow_status!.modules[0]!.job!
  await kit.until(inner, () => kit.job(inner).flow_status?.modules[1]?.type === 'WaitingForExecutor')
  await cancel(kit.job(inner).flow_status!.modules[1]!.job!)
  await kit.ends(id)
  for (const flow of [inner, id]) {
    expect(kit.job(flow)).toMatchObject({ success: false, canceled_by: 'admin', canceled_reason: 'enough' })
  }
})

test('but not one that passes the failure over', async () => {
  const id = await kit.run({ modules: [passes('x', pause), passes('y', { continue_on_error: true }), passes('z')] })
  await kit.until(id, () => kit.job(id).flow_status?.modules[1]?.type === 'WaitingForExecutor')
  await cancel(kit.job(id).flow_status!.modules[1]!.job!)
  await kit.ends(id)
  expect(kit.job(id)).toMatchObject({ success: true, canceled_by: null })
})

test('a job that was being stopped when the server ended has been cancelled at the next start, and does not run', async () => {
  const id = await kit.restart(() => {
    const pushed = kit.push({ kind: 'preview', raw_code: 'export function main() {}', language: 'bun' })
    expect(kit.windmill.queue.claim(1)).toMatchObject([{ id: pushed }])
    kit.windmill.queue.cancel(pushed, 'ada', 'enough')
    expect(kit.job(pushed).completed_at).toBeNull()
    return pushed
  })
  const error = { name: 'Canceled', message: 'Job canceled: enough by ada' }
  expect(kit.job(id)).toMatchObject({ success: false, canceled_by: 'ada', result: { error } })
})

test('what an agent step had a tool do is cancelled when the step begins again', async () => {
  const tool = await kit.restart(() => {
    const flow = kit.push({ kind: 'flowpreview', raw_flow: { modules: [] } })
    const agent = { type: 'aiagent' as const, tools: [], input_transforms: {} }
    const step = kit.push({ kind: 'aiagent', parent_job: flow, flow_step_id: 'a', options: { agent } })
    const call = kit.push({ kind: 'preview', parent_job: step, raw_code: 'export function main() {}', language: 'bun' })
    expect(kit.windmill.queue.claim(3)).toHaveLength(3)
    return call
  })
  expect(kit.job(tool)).toMatchObject({ success: false, canceled_by: 'the server' })
})
