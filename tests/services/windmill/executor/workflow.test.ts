import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type ExecutorUnderTest, startExecutor } from './executor-under-test.ts'

let executor: ExecutorUnderTest
beforeAll(async () => {
  executor = await startExecutor()
})
afterAll(() => executor.stop())

const workflow = (body: string, more = '') =>
  `import { task, taskScript, taskFlow, step, sleep, waitForApproval, parallel, workflow } from "windmill-client"\n${more}\nexport const main = workflow(async (n: number) => { ${body} })`
const TWICE = 'const twice = task(async (x: number) => x * 2)'

async function output(code: string, completed_steps: JsonObject = {}, more: JsonObject = {}): Promise<JsonObject> {
  const { outcome } = await executor.run(code, { args: { n: 3 }, checkpoint: { completed_steps, ...more } })
  if (outcome.type !== 'workflow') throw new Error(JSON.stringify(outcome))
  return outcome.output
}

test('a task is asked for under the name of its constant', async () => {
  expect(await output(workflow('return await twice(n)', TWICE))).toEqual({
    type: 'dispatch',
    mode: 'sequential',
    steps: [{ name: 'twice', script: 'twice', key: 'twice', dispatch_type: 'inline', args: { x: 3 } }],
  })
})

test('the job of a task runs that task alone', async () => {
  const code = workflow('const a = await twice(n); return await twice(a)', TWICE)
  expect(await output(code, { twice: 6 }, { _executing_key: 'twice_2' })).toEqual({ type: 'complete', result: 12 })
})

test('a workflow goes on from its checkpoint to its end', async () => {
  const code = workflow('const a = await twice(n); return await twice(a)', TWICE)
  expect(await output(code, { twice: 6, twice_2: 12 })).toEqual({ type: 'complete', result: 12 })
})

test('calls that are started together are asked for together, scripts and flows by path', async () => {
  const code = workflow('return await Promise.all([taskScript("f/a/one")({ x: n }), taskFlow("f/a/two")({ y: 1 })])')
  expect(await output(code)).toMatchObject({
    mode: 'parallel',
    steps: [
      { script: 'f/a/one', key: 'one', dispatch_type: 'script', args: { x: 3 } },
      { script: 'f/a/two', key: 'two', dispatch_type: 'flow', args: { y: 1 } },
    ],
  })
})

test('a call that is never awaited is asked for at the end', async () => {
  const code = workflow('taskScript("f/a/one")({ x: n }); return "early"')
  expect(await output(code)).toMatchObject({ type: 'dispatch', steps: [{ key: 'one' }] })
})

test('a step that cannot reach the server asks for its checkpoint', async () => {
  expect(await output(workflow('return await step("first", () => n + 1)'))).toMatchObject({
    type: 'inline_checkpoint',
    key: 'first',
    result: 4,
    started_at: expect.any(String),
    duration_ms: expect.any(Number),
  })
})

test('a step sends its checkpoint to the server and goes on', async () => {
  const { createServer } = await import('node:http')
  const saved: Json[] = []
  const server = createServer((request, response) => {
    request.on('data', (body) => saved.push([request.url!, JSON.parse(String(body)).key]))
    request.on('end', () => response.end())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  const BASE_URL = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const env = { BASE_URL, WM_TOKEN: 't', WM_WORKSPACE: 'w', WM_JOB_ID: 'j' }
  const code = workflow('const a = await step("first", () => n + 1); return await step("second", () => a * 10)')
  const { outcome } = await executor.run(code, { args: { n: 3 }, env })
  server.close()
  expect(outcome).toEqual({ type: 'workflow', output: { type: 'complete', result: 40 } })
  const url = '/api/w/w/jobs/wac/inline_checkpoint/j'
  expect(saved).toEqual([
    [url, 'first'],
    [url, 'second'],
  ])
})

test('sleeping and approvals are asked of the server', async () => {
  expect(await output(workflow('await sleep(2)'))).toEqual({ type: 'sleep', key: 'sleep', seconds: 2 })
  const approval = workflow('return await waitForApproval({ key: "boss", timeout: 60, selfApproval: false })')
  expect(await output(approval)).toMatchObject({
    type: 'approval',
    key: 'boss',
    timeout: 60,
    self_approval_disabled: true,
  })
})

test('a body that catches everything cannot swallow what it waits for', async () => {
  const code = workflow('try { return await twice(n) } catch { return "swallowed" }', TWICE)
  expect(await output(code)).toMatchObject({ type: 'dispatch' })
})

test('a task that fails fails its own job, even where the body catches', async () => {
  const code = workflow(
    'try { return await bad() } catch { return "caught" }',
    'const bad = task(async () => { throw new Error("task broke") })',
  )
  const { outcome } = await executor.run(code, {
    args: { n: 3 },
    checkpoint: { completed_steps: {}, _executing_key: 'bad' },
  })
  expect(outcome).toMatchObject({ type: 'failure', error: { name: 'Error', message: 'task broke' } })
})

test('a failed task of the checkpoint is an error that the body can catch', async () => {
  const code = workflow(
    'try { return await bad() } catch (e: any) { return [e.name, e.message, e.step_key] }',
    'const bad = task(async () => 1)',
  )
  const marker = { __wmill_error: true, message: 'task broke', step_key: 'bad', result: { error: {} } }
  expect(await output(code, { bad: marker })).toEqual({ type: 'complete', result: ['TaskError', 'task broke', 'bad'] })
})

test('workflow without an entrypoint is an error that says what is missing', async () => {
  const { outcome } = await executor.run('import { workflow } from "windmill-client"\nexport const x = workflow.name')
  expect(outcome).toMatchObject({ type: 'failure', error: { message: /No workflow\(\) entrypoint found/ } })
})
