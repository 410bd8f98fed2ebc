import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type ExecutorUnderTest, startExecutor } from './executor-under-test.ts'

interface Case {
  name: string
  about: string
  deploy?: { scripts?: { path: string; content: string }[] }
  run: { script?: string; deployedScript?: string; language?: string; args?: JsonObject }
}

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../conformance/${name}`, import.meta.url), 'utf8'))
const cases: Case[] = recorded('cases.json')
const expected: Record<string, { success: boolean; result: unknown }> = recorded('expected.json')

/** Cases whose answer depends on the server: its variables, its environment, its client. */
const NEEDS_SERVER = ['variable', 'resource', 'client', 'env'].map((word) => new RegExp(`^script/.*${word}`))

/** Stacks and times differ from run to run; the recording has words in their place. */
const neutral = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) => (key === 'stack' ? '<stack>' : inner)).replace(
      /"\d{4}-\d\d-\d\dT[\d:.]+Z"/g,
      '"<time>"',
    ),
  )

let executor: ExecutorUnderTest
beforeAll(async () => {
  executor = await startExecutor()
})
afterAll(() => executor.stop())

describe('what a real Windmill answered for a script', () => {
  const chosen = cases.filter(({ name }) => name.startsWith('script/') && !NEEDS_SERVER.some((each) => each.test(name)))

  test.each(chosen)('$name: $about', async ({ name, deploy, run }) => {
    for (const { path, content } of deploy?.scripts ?? []) executor.scripts.set(path, content)
    const code = run.script ?? executor.scripts.get(run.deployedScript!)!
    const spec = { args: run.args ?? {}, language: run.language ?? 'bun', path: run.deployedScript ?? '' }
    const { outcome } = await executor.run(code, spec)
    const answer =
      outcome.type === 'success'
        ? { success: true, result: outcome.result }
        : outcome.type === 'failure' && { success: false, result: { error: outcome.error } }
    expect(neutral(answer)).toEqual(expected[name])
  })
})
