import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createEvaluator } from '../../../../services/windmill/src/flow/index.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { type Action, type Deployed, MemoryDriver } from './memory-driver.ts'
import { flowShape } from './shape.ts'

interface Case {
  name: string
  about: string
  deploy?: Deployed
  run: { flow?: FlowValue; args?: JsonObject; actions?: Action[] }
}

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../conformance/${file}`, import.meta.url), 'utf8'))
const cases: Case[] = read('cases.json')
const expected = read('expected.json')

/** They are about the process, the folder or the queue of a job, which stand outside of the interpreter. */
const needsServer = ['flow/env', 'flow/missing-script', 'same-worker/shared-folder']
const groups =
  /^(flow|loop|branchone|branchall|stop|skip|retry|error|mock|sleep|timeout|early-return|approval|cancel)\//

const played = cases.filter(({ name, run }) => run.flow && groups.test(name) && !needsServer.includes(name))
const { evaluate } = await createEvaluator()

describe('flows end as a real Windmill recorded it', () => {
  it.each(played.map((recorded) => [recorded.name, recorded] as const))('%s', async (name, { deploy, run }) => {
    const driver = new MemoryDriver(evaluate, deploy)
    const root = await driver.play(run.flow!, run.args, run.actions)
    expect(flowShape(root)).toEqual(expected[name])
  })

  it('plays nearly all of the recorded flows', () => {
    expect(played.length).toBeGreaterThan(90)
  })
})
