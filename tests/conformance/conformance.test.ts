import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import type { Json } from '../../services/windmill/src/shared/json.ts'
import type { Case } from './player/case.ts'
import { type Client, createClient } from './player/client.ts'
import { play } from './player/play.ts'

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
const cases: Case[] = read('cases.json')
const expected: Record<string, Json> = read('expected.json')

let windmill: RunningWindmill
let client: Client

beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['conf'] })
  client = createClient(windmill.url, windmill.token, 'conf')
  await client.call('POST', '/folders/create', { name: 'conf' })
})

afterAll(() => windmill?.stop())

describe('a real Windmill 1.788 answered the same', () => {
  test.concurrent.for(cases)('$name: $about', async (each) => {
    expect(await play(client, each)).toEqual(expected[each.name])
  })
})
