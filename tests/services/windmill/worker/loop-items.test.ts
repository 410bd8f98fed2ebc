import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FlowModule, InputTransform } from '../../../../services/windmill/src/shared/openflow.ts'
import { asking, type FlowKit, openFlows, passes } from './flow-kit.ts'

// Windmill keeps what a loop goes over apart from the flow's status (`flow_iterator_data`).

let kit: FlowKit
beforeEach(async () => {
  kit = await openFlows()
})
afterEach(() => kit.stop())

const LIST: InputTransform = { type: 'static', value: ['a', { b: true }, 2.5, null] }
const over = (modules: FlowModule[], value: object = {}): FlowModule =>
  passes('l', { value: { type: 'forloopflow', iterator: LIST, modules, ...value } })
const kept = () => kit.windmill.store.connection.prepare('SELECT item FROM loop_item ORDER BY at').all()
const values = (id: string) => (kit.job(id).result as { iter: { value: unknown } }[]).map(({ iter }) => iter.value)

test.for([[{}], [{ parallel: true, parallelism: 2 }]])(
  'the items of a loop %j are there until it ends',
  async ([more]) => {
    const id = await kit.run({ modules: [over([asking('i'), passes('j')], more)] })
    await kit.until(id, () => (kit.job(id).flow_status?.modules[0]?.flow_jobs?.length ?? 0) > 0)
    const { iterator } = kit.job(id).flow_status!.modules[0]!
    expect(iterator).toEqual({ index: 0, itered_len: 4 })
    expect(kept()).toHaveLength(4)
    for (let n = 0; n < 4; n++) {
      await kit.until(id, () => (kit.job(id).flow_status?.modules[0]?.flow_jobs?.length ?? 0) > n)
      const child = kit.job(id).flow_status!.modules[0]!.flow_jobs![n]!
      await kit.waits(child)
      await kit.answerFlow(child, 1)
    }
    await kit.ends(id)
    expect(values(id)).toEqual(['a', { b: true }, 2.5, null])
    expect(kept()).toEqual([])
  },
)

test('a loop whose iterations all run at once keeps none', async () => {
  const id = await kit.run({ modules: [over([asking('i'), passes('j')], { parallel: true })] })
  await kit.until(id, () => kit.job(id).flow_status?.modules[0]?.flow_jobs?.length === 4)
  expect(kept()).toEqual([])
})

test('a loop that was under way when statuses held its items goes on', async () => {
  const id = await kit.run({ modules: [over([asking('i'), passes('j')])] })
  await kit.until(id, () => kit.job(id).flow_status?.modules[0]?.flow_jobs?.length === 1)
  const { connection } = kit.windmill.store
  const held = JSON.stringify(LIST.type === 'static' && LIST.value)
  connection.exec(
    `UPDATE job_status SET flow_status = json_set(flow_status, '$.modules[0].iterator.itered', json('${held}')) WHERE id = '${id}'`,
  )
  connection.exec('DROP TABLE loop_item')
  connection.exec(readFileSync('services/windmill/migrations/0008_loop_items.sql', 'utf8'))
  expect(kept()).toEqual(['"a"', '{"b":true}', '2.5', 'null'].map((item) => expect.objectContaining({ item })))
})
