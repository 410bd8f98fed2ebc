import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEvaluator } from '../../../../services/windmill/src/flow/index.ts'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { startWorker, type Worker } from '../../../../services/windmill/src/worker/index.ts'
import { type ApiKit, openApi } from '../api/kit.ts'

const identity = { type: 'identity' as const }
const asking = (id: string) => ({ id, value: identity, suspend: { required_events: 1, timeout: 600 } })

let kit: ApiKit
let worker: Worker
let evaluator: Awaited<ReturnType<typeof createEvaluator>>
beforeEach(async () => {
  kit = await openApi()
  evaluator = await createEvaluator()
  const { evaluate } = evaluator
  // Steps that hand on what they get need no process, so there is nothing to execute here.
  const executor = { endLeftovers: () => {} } as Parameters<typeof startWorker>[0]['executor']
  worker = startWorker({ ...kit.windmill, executor, evaluate, dataDir: '', random: () => 0 }, 1)
})
afterEach(async () => {
  await worker.stop()
  evaluator.dispose()
  await kit.windmill.stop()
})

const run = async (value: FlowValue) =>
  (await kit.answer('POST', '/jobs/run/preview_flow', { body: { value } })).body as string

/** Resolves once the flow fits. */
const until = (id: string, fits: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = (changed?: string) => {
      if (changed !== undefined && changed !== id) return
      if (!fits()) return
      kit.windmill.queue.events.off('changed', look)
      resolve()
    }
    kit.windmill.queue.events.on('changed', look)
    look()
  })
const waits = (id: string) => until(id, () => (kit.job(id).suspend ?? 0) > 0)
const ends = (id: string) => until(id, () => kit.job(id).completed_at !== null)

async function answerFlow(id: string, number: number, door = 'resume'): Promise<void> {
  const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${id}/${number}?approver=ada`)
  const path = `/jobs_u/${door}/${id}/${number}/${signature}?approver=ada`
  expect((await kit.ask('POST', path, { body: { number } })).status).toBe(201)
}

test('a step that asks goes on with the answer of its link, and the next one sees it', async () => {
  const id = await run({ modules: [asking('a'), { id: 'b', value: identity }] })
  await waits(id)
  await answerFlow(kit.job(id).flow_status!.modules[0]!.job!, 1)
  await ends(id)
  expect(kit.job(id)).toMatchObject({
    success: true,
    flow_status: { modules: [{ approvers: [{ resume_id: 1, approver: 'ada' }] }, { type: 'Success' }] },
  })
})

test('a refusal ends the flow', async () => {
  const id = await run({ modules: [asking('a'), { id: 'b', value: identity }] })
  await waits(id)
  await answerFlow(id, 1, 'cancel')
  await ends(id)
  expect(kit.job(id).result).toEqual({ error: { message: 'Disapproved by ada', name: 'SuspendedDisapproved' } })
})

test('an answer to the flow, given before anybody asked, counts for the first step that asks', async () => {
  const pause = { id: 'pause', value: identity, sleep: { type: 'static' as const, value: 3600 } }
  const id = await run({ modules: [pause, asking('a'), asking('b'), { id: 'c', value: identity }] })
  await until(id, () => kit.job(id).flow_status?.modules[1]?.type === 'WaitingForExecutor')
  await answerFlow(id, 1)
  const step = kit.job(id).flow_status!.modules[1]!.job!
  kit.windmill.queue.end(step, { success: true, result: null })
  await waits(id)
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
