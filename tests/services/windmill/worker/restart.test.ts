import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowModule, FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { asking, type FlowKit, openFlows, passes } from './flow-kit.ts'

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows({ beyond: true })
})
afterEach(() => kit.stop())

const over = (modules: FlowModule[], value: object = {}): FlowModule['value'] => ({
  type: 'forloopflow',
  iterator: { type: 'javascript', expr: 'flow_input.list' },
  modules,
  ...value,
})
/** A step whose result is what an expression gives. */
const gives = (id: string, expr: string): FlowModule => ({
  id,
  value: { type: 'flow', path: 'f/sample/same', input_transforms: { x: { type: 'javascript', expr } } },
})
beforeEach(() => kit.deployFlow('f/sample/same', { modules: [passes('a')] }))

async function ran(value: FlowValue, args: JsonObject = {}): Promise<string> {
  const id = await kit.run(value, args)
  await kit.ends(id)
  return id
}

async function restarted(id: string, body: JsonObject): Promise<string> {
  const answer = await kit.answer('POST', `/jobs/restart/f/${id}`, { body })
  expect(answer.status).toBe(201)
  await kit.ends(answer.body as string)
  return answer.body as string
}

const jobsOf = (id: string, step = 0) => kit.job(id).flow_status!.modules[step]!.flow_jobs!

test('a loop goes on at one of its iterations, over the list as it is now', async () => {
  const loop = passes('l', { value: over([gives('i', 'flow_input.iter.value'), passes('j')]) })
  const id = await ran({ modules: [loop, gives('after', 'results.l.length')] }, { list: [1, 2, 3] })
  const again = await restarted(id, { step_id: 'l', branch_or_iteration_n: 1, args: { list: [1, 20, 30, 40] } })
  expect(jobsOf(again).map((job, n) => job === jobsOf(id)[n])).toEqual([true, false, false, false])
  expect(jobsOf(again).map((job) => kit.job(job).result)).toEqual([{ x: 1 }, { x: 20 }, { x: 30 }, { x: 40 }])
  expect(kit.job(again)).toMatchObject({ success: true, result: { x: 4 } })
})

test('a loop that has no such iteration any more fails', async () => {
  const id = await ran({ modules: [passes('l', { value: over([passes('i')]) })] }, { list: [1, 2] })
  const again = await restarted(id, { step_id: 'l', branch_or_iteration_n: 2 })
  expect(kit.job(again)).toMatchObject({ success: false, flow_status: { modules: [{ type: 'Failure' }] } })
  expect(jobsOf(again)).toEqual(jobsOf(id))
})

test('a while loop goes on with what its steps came to by then', async () => {
  const counts = { ...gives('n', '(results.n?.x ?? 0) + 1'), stop_after_if: { expr: 'result.x >= 4' } }
  const id = await ran({ modules: [passes('w', { value: { type: 'whileloopflow', modules: [counts] } })] })
  expect(jobsOf(id)).toHaveLength(4)
  const again = await restarted(id, { step_id: 'w', branch_or_iteration_n: 2 })
  expect(jobsOf(again).map((job) => kit.job(job).result)).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }])
  expect(jobsOf(again).slice(0, 2)).toEqual(jobsOf(id).slice(0, 2))
})

test('a sequential branch-all goes on at one of its branches', async () => {
  const branches = ['1', '2', '3'].map((expr) => ({ modules: [gives('x', expr)] }))
  const id = await ran({ modules: [passes('b', { value: { type: 'branchall', branches, parallel: false } })] })
  const again = await restarted(id, { step_id: 'b', branch_or_iteration_n: 2 })
  expect(jobsOf(again).map((job, n) => job === jobsOf(id)[n])).toEqual([true, true, false])
  expect(kit.job(again)).toMatchObject({ success: true, result: [{ x: 1 }, { x: 2 }, { x: 3 }] })
})

test.for<[string, FlowModule['value'], number, string]>([
  [
    'a parallel loop',
    over([passes('i')], { parallel: true }),
    1,
    'no loop or branch-all that runs one after the other',
  ],
  ['a step that is none', { type: 'identity' }, 1, 'no loop or branch-all that runs one after the other'],
  ['a loop that did not get there', over([passes('i')]), 3, 'got to 2 of them'],
])('%s cannot be gone on with in its midst', async ([, value, branch_or_iteration_n, reason]) => {
  const id = await ran({ modules: [passes('s', { value })] }, { list: [1, 2] })
  const body = { step_id: 's', branch_or_iteration_n }
  const answer = await kit.answer('POST', `/jobs/restart/f/${id}`, { body })
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(reason) })
})

test('behind an approval nobody is asked again', async () => {
  const id = await kit.run({ modules: [asking('a'), passes('b'), passes('c')] })
  await kit.waits(id)
  await kit.answerFlow(id, 1)
  await kit.ends(id)
  expect(kit.job(await restarted(id, { step_id: 'b' }))).toMatchObject({ success: true })
})

test('a preview goes on where a run of another definition stood', async () => {
  const id = await ran({ modules: [gives('a', '1'), gives('b', 'results.a.x')] })
  const value = { modules: [gives('a', '7'), gives('b', 'results.a.x + 10')] }
  const body = { value, restarted_from: { flow_job_id: id, step_id: 'b' } }
  const again = (await kit.answer('POST', '/jobs/run/preview_flow', { body })).body as string
  await kit.ends(again)
  expect(kit.job(again)).toMatchObject({ success: true, result: { x: 11 } })
})

test('without --beyond a preview that is to go on is refused as a restart is', async () => {
  const free = await openFlows()
  const body = {
    value: { modules: [passes('a')] },
    restarted_from: { flow_job_id: await free.run({ modules: [passes('a')] }), step_id: 'a' },
  }
  const answer = await free.answer('POST', '/jobs/run/preview_flow', { body })
  expect(answer).toMatchObject({ status: 500, body: expect.stringContaining('needs an enterprise edition') })
  await free.stop()
})
