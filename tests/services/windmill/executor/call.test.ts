import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExecutorUnderTest, startExecutor } from './executor-under-test.ts'

let executor: ExecutorUnderTest
beforeAll(async () => {
  executor = await startExecutor()
})
afterAll(() => executor.stop())

describe('arguments', () => {
  test('a Date parameter that is null or missing is undefined', async () => {
    const code = 'export function main(a: Date | null, b?: Date) { return [typeof a, typeof b] }'
    expect(await executor.result(code, { args: { a: null } })).toEqual(['undefined', 'undefined'])
  })

  test('a function that is exported by name gets its arguments', async () => {
    const code = 'async function main(n: number) { return n + 1 }\nexport { main }'
    expect(await executor.result(code, { args: { n: 1 } })).toBe(2)
  })

  test('a rest parameter is refused with the reason', async () => {
    const { outcome } = await executor.run('export function main(...all: string[]) { return all }')
    expect(outcome).toMatchObject({ type: 'failure', error: { message: /parameter syntax unsupported/ } })
  })

  test('a preprocessor is called with its event', async () => {
    const code =
      'export function preprocessor(event: any) { return { n: event.body.n } }\nexport function main(n: number) {}'
    const spec = { entrypoint: 'preprocessor', args: { event: { body: { n: 4 } } } }
    expect(await executor.result(code, spec)).toEqual({ n: 4 })
  })

  test('arguments of a megabyte arrive whole', async () => {
    const text = 'ž'.repeat(700_000)
    expect(await executor.result('export function main(s: string) { return s.length }', { args: { s: text } })).toBe(
      700_000,
    )
  })

  test('results of a megabyte arrive whole', async () => {
    const result = await executor.result('export function main() { return "ž".repeat(700_000) }')
    expect(result).toBe('ž'.repeat(700_000))
  })
})

describe('an event', () => {
  const event = { event: { body: { n: 4 } } }

  test('goes through the preprocessor, whose result are the arguments, in one process', async () => {
    const code = `let calls = 0
export function preprocessor(event: any) { calls++; return { n: event.body.n, at: new Date(0), none: undefined } }
export function main(at: Date, none: any, n: number) { return { calls, n, year: at.getFullYear(), none } }`
    for (const dedicated of [false, true]) {
      const { outcome, preprocessed } = await executor.run(code, { event, dedicated })
      const calls = 1
      expect(outcome).toEqual({ type: 'success', result: { calls, n: 4, year: 1970, none: null } })
      expect(preprocessed).toEqual([{ n: 4, at: '1970-01-01T00:00:00.000Z', none: null }])
    }
  })

  test('whose preprocessor fails, or is not there, does not reach main', async () => {
    const main = 'export function main() { console.log("reached") }'
    const broken = await executor.run(`export function preprocessor() { throw new Error("no") }\n${main}`, { event })
    expect(broken).toMatchObject({ outcome: { type: 'failure', error: { message: 'no' } }, preprocessed: [] })
    expect(broken.log).not.toContain('reached')
    const missing = await executor.run(main, { event })
    expect(missing.outcome).toMatchObject({ error: { message: 'preprocessor function is missing' } })
  })

  test('that nobody handed over is not made up by the script', async () => {
    const forged = JSON.stringify({ type: 'preprocessed', args: { n: 1 } })
    const code = `import { writeSync } from "node:fs"\nexport function main() { writeSync(3, ${JSON.stringify(`${forged}\n`)}) }`
    expect((await executor.run(code)).preprocessed).toEqual([])
  })
})

describe('errors', () => {
  test('a stack names the lines of the script, and of the scripts that it imports', async () => {
    executor.scripts.set(
      'f/test/deep',
      'interface Unused { a: number }\n\nexport function fail(): never {\n  throw new RangeError("deep")\n}',
    )
    const code = 'import { fail } from "./deep.ts"\n\nexport function main() {\n  fail()\n}'
    const { outcome, log } = await executor.run(code)
    expect(outcome).toMatchObject({ type: 'failure', error: { name: 'RangeError', message: 'deep' } })
    const stack = outcome.type === 'failure' && outcome.error.stack
    expect(stack).toMatch(/at fail \(f\/test\/deep\.ts:4:\d+\)\n\s+at main \(main\.ts:4:\d+\)/)
    expect(log).toContain('f/test/deep.ts:4')
  })

  test('the lines stay right when the script has been compiled to bytecode', async () => {
    const code =
      '\n\nexport function main(n: number) {\n  if (n > 0) throw new Error("now")\n  return process.execArgv.length >= 0 }'
    for (let round = 0; round < 6; round++) await executor.result(code, { args: { n: 0 } })
    const { outcome } = await executor.run(code, { args: { n: 1 } })
    expect(outcome.type === 'failure' && outcome.error.stack).toMatch(/at main \(main\.ts:4:\d+\)/)
  })

  test('a script that does not parse says where', async () => {
    const { outcome } = await executor.run('export function main() {\n  return 1 +* 2\n}')
    expect(outcome).toMatchObject({ error: { name: 'ExecutionErr', message: /invalid TypeScript.*line 2/ } })
  })

  test('a script without main says so', async () => {
    const { outcome } = await executor.run('export const other = 1')
    expect(outcome).toMatchObject({ error: { name: 'Error', message: 'main function is missing' } })
  })

  test('a script that throws while it is loaded fails with what it threw', async () => {
    const { outcome } = await executor.run('throw new Error("at load")\nexport function main() {}')
    expect(outcome).toMatchObject({ error: { name: 'ExecutionErr', exit_code: 1, message: /bun run.*\n.*at load/ } })
  })

  test('an error that refers to itself keeps what can be written down', async () => {
    const code = 'export function main() { const e: any = new Error("round"); e.self = e; e.code = 7; throw e }'
    const { outcome } = await executor.run(code)
    expect(outcome).toMatchObject({ error: { message: 'round', extra: { code: 7 } } })
  })

  test('throwing undefined is a failure', async () => {
    const { outcome } = await executor.run('export function main() { throw undefined }')
    expect(outcome).toMatchObject({ type: 'failure', error: { name: 'ExecutionErr' } })
  })

  test('a rejection that nobody handles is a failure', async () => {
    const code =
      'export async function main() { Promise.reject(new Error("lost")); await new Promise(() => setTimeout(() => {}, 1e6)) }'
    const { outcome } = await executor.run(code)
    expect(outcome).toMatchObject({ type: 'failure', error: { name: 'ExecutionErr', message: /lost/ } })
  })

  test('a language that does not run here is refused by name', async () => {
    const { outcome } = await executor.run('print(1)', { language: 'python3' })
    expect(outcome).toMatchObject({ error: { message: /language python3 does not run here/ } })
  })
})

describe('output', () => {
  test('stdout and stderr are logged in order', async () => {
    const code = `export function main() {
  for (let i = 0; i < 50; i++) { console.log("out" + i); console.error("err" + i); process.stdout.write("raw" + i + "\\n") }
}`
    const { log } = await executor.run(code)
    const lines = Array.from({ length: 50 }, (_, i) => [`out${i}`, `err${i}`, `raw${i}`]).flat()
    expect(log.trim().split('\n')).toEqual(lines)
  })

  test('what is printed on the way out is logged', async () => {
    const { log } = await executor.run(
      'export function main() { process.on("exit", () => console.log("bye")); return 1 }',
    )
    expect(log).toContain('bye')
  })

  test('the pieces of an async generator are streamed, and its result is null', async () => {
    const code = 'export async function* main() { yield "a\\nb"; yield "c"; console.log("plain") }'
    const { outcome, log, streamed } = await executor.run(code)
    expect(outcome).toEqual({ type: 'success', result: null, wm_stream: 'a\nbc' })
    expect(streamed).toEqual(['a\nb', 'c'])
    expect(log).toBe('plain\n')
  })

  test('a streamed line leaves the result as it is', async () => {
    const code =
      'import { appendToResultStream } from "windmill-client"\nexport function main() { appendToResultStream("x"); return { a: 1 } }'
    const { outcome } = await executor.run(code)
    expect(outcome).toEqual({ type: 'success', result: { a: 1 }, wm_stream: 'x' })
  })
})

describe('bash', () => {
  const bash = { language: 'bash' }

  test('defaults of arguments, stderr in the log, and JSON for what is no text', async () => {
    const code = `name="\${1:-nobody}"\nlist="$2"\necho "to $name" >&2\necho "$list"`
    const { outcome, log } = await executor.run(code, { ...bash, args: { list: [1, 'a'] } })
    expect(outcome).toMatchObject({ type: 'success', result: '[1,"a"]' })
    expect(log).toBe('to nobody\n[1,"a"]\n')
  })

  test('result.json is the result', async () => {
    const { outcome } = await executor.run('echo \'{"a": [1]}\' > result.json\necho last', bash)
    expect(outcome).toMatchObject({ type: 'success', result: { a: [1] } })
  })

  test('the first command that fails ends the script', async () => {
    const { outcome } = await executor.run('echo before\nfalse\necho after', bash)
    expect(outcome).toMatchObject({
      error: { exit_code: 1, message: 'exit code for "bash run": 1, last log lines:\nbefore' },
    })
  })
})
