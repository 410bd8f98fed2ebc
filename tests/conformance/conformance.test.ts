import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import type { Json } from '../../services/windmill/src/shared/json.ts'
import { RECORDED_ADDRESS, startAgentModel } from './player/agent-model.ts'
import type { Case } from './player/case.ts'
import { type Client, createClient } from './player/client.ts'
import { play } from './player/play.ts'

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
const cases: Case[] = read('cases.json')
const expected: Record<string, Json> = read('expected.json')

let windmill: RunningWindmill
let model: Awaited<ReturnType<typeof startAgentModel>>
let client: Client

/** The model has a port of its own here, not the one that it was recorded with. */
const at = <T>(value: T, from: string, to: string): T => JSON.parse(JSON.stringify(value).replaceAll(from, to))

beforeAll(async () => {
  model = await startAgentModel()
  windmill = await startWindmill({ workspaces: ['conf'] })
  client = createClient(windmill.url, windmill.token, 'conf')
  await client.call('POST', '/folders/create', { name: 'conf' })
})

afterAll(async () => {
  await windmill?.stop()
  await model?.stop()
})

describe('a real Windmill 1.788 answered the same', () => {
  test.concurrent.for(cases)('$name: $about', async (each) => {
    const got = await play(client, at(each, RECORDED_ADDRESS, model.address))
    expect(at(got, model.address, RECORDED_ADDRESS)).toEqual(expected[each.name])
  })
})
