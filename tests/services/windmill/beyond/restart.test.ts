import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../../../services/windmill/src/index.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { openRepository, type Repository } from '../../../clients/wmill.ts'
import { type Client, createClient } from '../../../conformance/player/client.ts'
import { until } from '../../../conformance/player/follow.ts'

let windmill: RunningWindmill
let client: Client
let repository: Repository
beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'], isolation: 'off', beyond: true })
  client = createClient(windmill.url, windmill.token, 'sample')
  repository = openRepository()
  await repository.wmill('workspace', 'add', 'sample', 'sample', `${windmill.url}/`, '--token', windmill.token)
})
afterAll(async () => {
  repository.remove()
  await windmill.stop()
})

const given = (expr: string) => ({ type: 'javascript', expr })
const code = (content: string, input_transforms: JsonObject = {}) => ({
  type: 'rawscript',
  language: 'bun',
  content,
  input_transforms,
})

/** Draws a number, doubles some others, divides by its input unless that is 0, and tells all of it. */
const FLOW = {
  modules: [
    { id: 'draw', value: code('export function main() { return Math.random() }') },
    {
      id: 'each',
      value: {
        type: 'forloopflow',
        iterator: given('[1, 2]'),
        modules: [
          {
            id: 'double',
            value: code('export function main(x: number) { return x * 2 }', { x: given('flow_input.iter.value') }),
          },
        ],
      },
    },
    {
      id: 'divide',
      value: code('export function main(n: number) { if (n === 0) throw new Error("by zero"); return 8 / n }', {
        n: given('flow_input.n'),
      }),
    },
    {
      id: 'tell',
      value: code(
        'export function main(drawn: number, each: number[], part: number) { return { drawn, each, part } }',
        {
          drawn: given('results.draw'),
          each: given('results.each'),
          part: given('results.divide'),
        },
      ),
    },
  ],
}

async function ended(id: string): Promise<JsonObject> {
  return until(client, id, `the end of ${id}`, async () => {
    const job = (await client.call('GET', `/jobs_u/get/${id}`)) as JsonObject
    return job.type === 'CompletedJob' ? job : undefined
  })
}

const run = async (args: JsonObject) => {
  const id = String(await client.call('POST', '/jobs/run/preview_flow', { value: FLOW as unknown as Json, args }))
  return { id, job: await ended(id) }
}

const jobsOf = (job: JsonObject): Json[] =>
  ((job.flow_status as JsonObject).modules as JsonObject[]).map((module) => module.job ?? null)

test('a flow that failed goes on from its failed step with another input, and does nothing before it again', async () => {
  const { id, job } = await run({ n: 0 })
  expect(job.success).toBe(false)
  const again = String(await client.call('POST', `/jobs/restart/f/${id}`, { step_id: 'divide', args: { n: 2 } }))
  const done = await ended(again)
  expect(done).toMatchObject({ success: true, result: { each: [2, 4], part: 4 } })
  expect(jobsOf(done).slice(0, 2)).toEqual(jobsOf(job).slice(0, 2))
  expect(jobsOf(done)[2]).not.toBe(jobsOf(job)[2])
})

test.for(['draw', 'each', 'divide', 'tell'])('wmill restarts a flow that succeeded from its step %s', async (step) => {
  const { id, job } = await run({ n: 1 })
  const again = (await repository.wmill('job', 'restart', id, '--step', step)).trim().split('\n').at(-1)!
  const done = await ended(again)
  expect(done).toMatchObject({ success: true, result: { each: [2, 4], part: 8 } })
  const index = FLOW.modules.findIndex((module) => module.id === step)
  const same = jobsOf(done).map((each, at) => each === jobsOf(job)[at])
  expect(same).toEqual(FLOW.modules.map((_, at) => at < index))
})
