import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ApiKit, openApi } from './kit.ts'

const GREET = 'export async function main(name: string) { return "Welcome, " + name }'
const SHAPED = 'export async function preprocessor(event: any) { return event }\nexport async function main() {}'
const UUID = /^[0-9a-f-]{36}$/

let kit: ApiKit
beforeEach(async () => {
  kit = await openApi()
  kit.deployScript('f/sample/greet', GREET, { hash: 'cc89d93eaae0b8a1', options: { timeout: 30, tag: 'quick' } })
})
afterEach(() => kit.windmill.stop())

/** Asks for a result, ends the job as a worker would, and answers what came. */
async function whileRunning(
  path: string,
  asked: Parameters<ApiKit['answer']>[2],
  end: (id: string) => void,
  method = 'POST',
) {
  const started = kit.nextJob()
  const answer = kit.answer(method, path, asked)
  end(await started)
  return answer
}

describe('a webhook', () => {
  test('answers 201 with the id of a job that has the arguments, the script and its options', async () => {
    const { status, type, body } = await kit.answer('POST', '/jobs/run/p/f/sample/greet', { body: { name: 'Ada' } })
    expect([status, type?.toLowerCase()]).toEqual([201, 'text/plain; charset=utf-8'])
    expect(body).toMatch(UUID)
    expect(kit.job(body as string)).toMatchObject({
      kind: 'script',
      script_path: 'f/sample/greet',
      script_hash: 'cc89d93eaae0b8a1',
      args: { name: 'Ada' },
      created_by: 'admin',
      permissioned_as: 'u/admin',
      timeout_s: 30,
      tag: 'quick',
      language: 'bun',
    })
  })

  test('takes its options from the query, above those of the script', async () => {
    const id = '00000000-0000-7000-8000-000000000001'
    const query = `job_id=${id}&tag=slow&timeout=5&scheduled_in_secs=10&cache_ttl=60&invisible_to_owner=true`
    await kit.ask('POST', `/jobs/run/p/f/sample/greet?${query}`, { body: {} })
    const job = kit.job(id)
    expect(job).toMatchObject({ tag: 'slow', timeout_s: 5, visible_to_owner: false, options: { cache_ttl: 60 } })
    expect(job.scheduled_for).toBe(kit.now() + 10_000)
  })

  test('runs a version by its hash', async () => {
    kit.deployScript('f/sample/greet', `${GREET}\n`, { hash: 'aa89d93eaae0b8a1' })
    const { body } = await kit.answer('POST', '/jobs/run/h/cc89d93eaae0b8a1', { body: {} })
    expect(kit.job(body as string).script_hash).toBe('cc89d93eaae0b8a1')
  })

  test('is 404 for a script that is not there, or whose lock is still being made', async () => {
    expect(await kit.answer('POST', '/jobs/run/p/f/sample/nope', { body: {} })).toMatchObject({
      status: 404,
      body: 'Not found: script not found at name f/sample/nope',
    })
    kit.deployScript('f/sample/unlocked', GREET, { lock: null })
    expect((await kit.ask('POST', '/jobs/run/p/f/sample/unlocked', { body: {} })).status).toBe(404)
  })

  test('tells where a broken body ends, in the words of Windmill', async () => {
    expect(await kit.answer('POST', '/jobs/run/p/f/sample/greet', { body: '{"name":' })).toMatchObject({
      status: 400,
      body: 'Bad request: invalid json: EOF while parsing a value at line 1 column 8',
    })
  })

  test('is 401 without a token', async () => {
    const answer = await kit.answer('POST', '/jobs/run_wait_result/p/f/sample/greet', { body: {}, token: null })
    expect(answer).toMatchObject({ status: 401, body: 'Unauthorized' })
  })

  test('is 404 to a member who may not read the script', async () => {
    kit.makeFolder('sample')
    const token = kit.windmill.addMember('bob')
    expect((await kit.ask('POST', '/jobs/run/p/f/sample/greet', { body: {}, token })).status).toBe(404)
  })

  test('runs on behalf of whom the script was deployed for', async () => {
    kit.deployScript('f/sample/trusted', GREET, {
      options: { on_behalf_of_email: 'ops@windmill.dev', on_behalf_of: 'u/ops' },
    })
    const { body } = await kit.answer('POST', '/jobs/run/p/f/sample/trusted', { body: {} })
    expect(kit.job(body as string)).toMatchObject({
      created_by: 'admin',
      permissioned_as: 'u/ops',
      email: 'ops@windmill.dev',
    })
  })

  test('with HEAD runs nothing', async () => {
    const response = await kit.ask('HEAD', '/jobs/run_wait_result/p/f/sample/greet')
    expect(response.status).toBe(200)
    expect(kit.windmill.queue.claim(1)).toEqual([])
  })

  test('is refused when more jobs wait than its queue_limit allows', async () => {
    await kit.ask('POST', '/jobs/run/p/f/sample/greet', { body: {} })
    const refused = await kit.answer('POST', '/jobs/run/p/f/sample/greet?queue_limit=0', { body: {} })
    expect(refused).toMatchObject({ status: 500, body: 'Internal: Number of queued job is too high: 1 > 0' })
  })
})

describe('a preprocessor', () => {
  test('gets the event of a webhook, without the login that came along', async () => {
    kit.deployScript('f/sample/shaped', SHAPED)
    const asked = { body: { n: 1 }, headers: { 'X-Mood': 'calm' } }
    const { body } = await kit.answer('POST', '/jobs/run/p/f/sample/shaped?a=b&raw=true', asked)
    const job = kit.job(body as string)
    expect(job.options.preprocess).toBe(true)
    expect(job.args.event).toEqual({
      kind: 'webhook',
      body: { n: 1 },
      raw_string: '{"n":1}',
      headers: { 'content-type': 'application/json', 'x-mood': 'calm' },
      query: { a: 'b', raw: 'true' },
    })
  })

  test('is passed over when the query says so', async () => {
    kit.deployScript('f/sample/shaped', SHAPED)
    const { body } = await kit.answer('POST', '/jobs/run/p/f/sample/shaped?skip_preprocessor=true', { body: { n: 1 } })
    expect(kit.job(body as string)).toMatchObject({ args: { n: 1 }, options: {} })
  })

  test('of a flow is its first step', async () => {
    const step = { id: 'a', value: { type: 'identity' as const } }
    kit.deployFlow('f/sample/shaped', { modules: [step], preprocessor_module: { ...step, id: 'preprocessor' } })
    const { body } = await kit.answer('POST', '/jobs/run/f/f/sample/shaped', { body: { n: 1 } })
    const job = kit.job(body as string)
    expect(job.args.event).toMatchObject({ kind: 'webhook', body: { n: 1 } })
    expect(job.flow_status).toMatchObject({ step: -1, preprocessor_module: { id: 'preprocessor' } })

    const skipped = await kit.answer('POST', '/jobs/run/f/f/sample/shaped?skip_preprocessor=true', { body: { n: 1 } })
    expect(kit.job(skipped.body as string)).toMatchObject({ args: { n: 1 }, flow_status: { step: 0 } })
  })
})

describe('a webhook that waits', () => {
  const route = '/jobs/run_wait_result/p/f/sample/greet'

  test('answers with the result', async () => {
    const answer = await whileRunning(route, { body: { name: 'Ada' } }, (id) => kit.succeed(id, ['Welcome, Ada!']))
    expect(answer).toEqual({ status: 200, type: 'application/json', body: ['Welcome, Ada!'] })
  })

  test('takes the arguments of a GET from its payload', async () => {
    let args: unknown
    const end = (id: string) => {
      args = kit.job(id).args
      kit.succeed(id, null)
    }
    await whileRunning(`${route}?payload=eyJuYW1lIjoiR2V0In0=`, {}, end, 'GET')
    expect(args).toEqual({ name: 'Get' })
  })

  test('answers 422 with the error of a job that failed', async () => {
    const answer = await whileRunning(route, { body: {} }, (id) => kit.fail(id, 'broken'))
    expect(answer).toMatchObject({ status: 422, body: { error: { message: 'broken', name: 'Error' } } })
  })

  test('cancels the job when the caller goes away', async () => {
    const gone = new AbortController()
    const started = kit.nextJob()
    const answer = kit.ask('POST', route, { body: {}, signal: gone.signal })
    const id = await started
    gone.abort()
    await answer
    expect(kit.job(id)).toMatchObject({ canceled_by: 'admin', canceled_reason: 'http connection broke' })
  })

  test('on a flow with early_return answers as soon as that step has ended', async () => {
    const step = (id: string) => ({ id, value: { type: 'identity' as const } })
    kit.deployFlow('f/sample/early', { modules: [step('a'), step('b')], early_return: 'a' })
    const answer = await whileRunning('/jobs/run_wait_result/f/f/sample/early', { body: {} }, (id) => {
      const child = kit.push({ parent_job: id, flow_step_id: 'a' })
      kit.succeed(child, { early: true })
      const status = kit.job(id).flow_status!
      const modules = [{ id: 'a', type: 'Success' as const, job: child }, status.modules[1]!]
      kit.windmill.queue.saveFlowStatus(id, { ...status, step: 1, modules })
    })
    expect(answer).toMatchObject({ status: 200, body: { early: true } })
  })
})

test('run_and_stream sends what the job streams, then its result', async () => {
  const started = kit.nextJob()
  const response = await kit.ask('POST', '/jobs/run_and_stream/p/f/sample/greet', { body: {} })
  const id = await started
  kit.windmill.queue.stream(id, 'Wel')
  await new Promise(setImmediate)
  kit.windmill.queue.stream(id, 'come')
  kit.succeed(id, 'Welcome')
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const messages = (await response.text())
    .split('\n\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line.slice('data: '.length)))
  expect(messages[0]).toEqual({ type: 'update' })
  expect(messages.map((message) => message.new_result_stream ?? '').join('')).toBe('Welcome')
  expect(messages.at(-1)).toMatchObject({ completed: true, only_result: 'Welcome' })
})

test('an inline run of a script waits for its result', async () => {
  const answer = await whileRunning('/jobs/run_inline/p/f/sample/greet', { body: { args: { name: 'Ada' } } }, (id) =>
    kit.succeed(id, kit.job(id).args),
  )
  expect(answer).toMatchObject({ status: 200, body: { name: 'Ada' } })
})

test('a held run waits in the queue and is not claimed', async () => {
  const { body } = await kit.answer('POST', '/jobs/run/p/f/sample/greet?suspended_mode=true', { body: {} })
  expect(kit.windmill.queue.claim(1)).toEqual([])
  expect(kit.job(body as string).suspend).toBe(1)
})
