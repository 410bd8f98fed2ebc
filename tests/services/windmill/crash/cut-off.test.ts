/**
 * What a server finds that starts where another one was killed: the store as it was after each commit of a flow's run.
 * From every such moment the flow has to come to the end that it came to without a kill, with as many jobs.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEvaluator } from '../../../../services/windmill/src/flow/index.ts'
import type { Job } from '../../../../services/windmill/src/shared/job.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { openApi } from '../api/kit.ts'
import type { Action } from '../flow/memory-driver.ts'
import { moduleShape, neutral } from '../flow/shape.ts'
import { randomFlow, SUBFLOWS } from './random-flow.ts'
import { seeded } from './seeded.ts'
import { World, worldAt } from './world.ts'

interface Case {
  name: string
  run: { flow: FlowValue; args?: JsonObject; actions?: Action[] }
}

/** Of the recorded cases, those in which the most kinds of things happen one after the other. */
const NAMES = [
  'approval/two-events',
  'approval/timeout-continues',
  'approval/in-loop',
  'cancel/running',
  'early-return/expr',
  'error/failure-after-retries',
  'loop/for-parallel-skip-failures',
  'sleep/static',
]
const recorded = JSON.parse(readFileSync(new URL('../../../conformance/cases.json', import.meta.url), 'utf8')) as Case[]
const cases = recorded.filter(({ name }) => NAMES.includes(name))

/** Far from each other: the first numbers of neighbours are alike. */
const seeds = Array.from({ length: 12 }, (_, index) => index * 357_913_941)
const random = seeds.map((seed): Case => {
  const actions = [1, 2, 3].map((resumeId) => ({ resume: { resumeId }, resumeId, approver: 'ada' }))
  return { name: `seed ${seed}`, run: { flow: randomFlow(seeded(seed)), args: { list: [1, 2], x: 1 }, actions } }
})

/** Moments of one run that are looked at, spread over all of them. */
const MOST_MOMENTS = 10

const { evaluate } = await createEvaluator()

describe('a flow that is cut off between any two commits comes to the same end', () => {
  it('plays the recorded cases that it names', () => expect(cases).toHaveLength(NAMES.length))

  it.each([...cases, ...random])('$name', async ({ run }) => {
    const folder = mkdtempSync(join(tmpdir(), 'cut-off-'))
    const kit = await openApi()
    try {
      for (const [path, value] of Object.entries(SUBFLOWS)) kit.deployFlow(path, value)
      const { store, token } = kit.windmill
      const whole = new World(store, { now: kit.now(), acted: 0, variables: new Map() }, evaluate, token)
      const moments = whole.keepMoments(folder)
      const body = { value: run.flow, args: run.args }
      const ended = await whole.play(() => whole.ask('POST', '/jobs/run/preview_flow', body), run.actions)
      const end = endOf(whole, ended)
      expect(end.left).toBe(0)

      const step = Math.ceil(moments.length / MOST_MOMENTS)
      for (const [index, moment] of moments.entries()) {
        if (index % step > 0) continue
        const world = worldAt(moment, evaluate, token)
        const again = await world.play(() => Promise.resolve(ended.id), run.actions)
        expect([index, endOf(world, again)]).toEqual([index, end])
        world.store.close()
      }
    } finally {
      await kit.windmill.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** What is the same however often the server was killed. */
function endOf(world: World, { success, result, flow_status, is_skipped, canceled_by }: Job) {
  const { modules, failure_module } = flow_status!
  return {
    success,
    result: neutral(result!),
    modules: [...modules, failure_module].map(moduleShape),
    is_skipped,
    canceled_by,
    jobs: world.count('job'),
    left: world.count('job_queue'),
  }
}
