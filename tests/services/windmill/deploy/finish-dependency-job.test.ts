import { afterEach, beforeEach, expect, test } from 'vitest'
import { changesOf, finishDependencyJob, type LockOf } from '../../../../services/windmill/src/deploy/index.ts'
import { badRequest } from '../../../../services/windmill/src/shared/errors.ts'
import type { Job } from '../../../../services/windmill/src/shared/job.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const lockOf: LockOf = (code, path) => `lock of ${path}: ${code}`
const fails: LockOf = () => {
  throw badRequest('no such package: left-pad')
}

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

/** The job that waits, taken up as a worker would. */
function claimed(kind: string): Job {
  const [job] = windmill.queue.claim(1)
  expect(job?.kind).toBe(kind)
  return job!
}

const ended = (job: Job) => windmill.queue.get(job.id)!
const createScript = (more: JsonObject = {}) =>
  windmill.call('POST', 'scripts/create', { path: 'f/sample/a', content: 'code', language: 'bun', ...more })
const status = async (hash: unknown) => (await windmill.call('GET', `scripts/deployment_status/h/${hash}`)).body

test('a script has its lock and can be run', async () => {
  const { body: hash } = await createScript()
  const job = claimed('dependencies')
  finishDependencyJob(windmill, job, lockOf)
  const lock = 'lock of f/sample/a: code'
  expect(ended(job)).toMatchObject({ success: true, result: { lock, status: 'Successful lock file generation' } })
  expect(await status(hash)).toMatchObject({ lock, lock_error_logs: null, job_id: job.id })
  expect((await windmill.call('POST', 'jobs/run/p/f/sample/a', {})).status).toBe(201)
})

test('a script whose lock cannot be made says why, and stays out of reach', async () => {
  const { body: hash } = await createScript()
  const job = claimed('dependencies')
  finishDependencyJob(windmill, job, fails)
  const message = 'Bad request: no such package: left-pad'
  expect(ended(job)).toMatchObject({ success: false, result: { error: { name: 'ExecutionErr', message } } })
  expect(await status(hash)).toMatchObject({ lock: null, lock_error_logs: message })
  expect((await windmill.call('POST', 'jobs/run/p/f/sample/a', {})).status).toBe(404)
  const { body: rows } = await windmill.call('GET', 'scripts/list?include_without_main=true')
  expect(rows).toMatchObject([{ has_deploy_errors: true }])
})

test('a language that no lock can be made for is refused by name', async () => {
  const { body: hash } = await createScript({ language: 'python3' })
  finishDependencyJob(windmill, claimed('dependencies'), lockOf)
  expect(await status(hash)).toMatchObject({ lock_error_logs: expect.stringContaining('python3') })
})

test('schedules of a script start over when it can be run', async () => {
  await createScript()
  const schedule = { schedule: '0 0 2 * * *', timezone: 'UTC', script_path: 'f/sample/a', is_flow: false, args: {} }
  await windmill.call('POST', 'schedules/create', { path: 'f/sample/tick', enabled: true, ...schedule })
  const told: string[] = []
  changesOf(windmill.store).on('schedule', (_workspace, path) => told.push(path))
  finishDependencyJob(windmill, claimed('dependencies'), lockOf)
  expect(told).toEqual(['f/sample/tick'])
})

test('a job that was cancelled meanwhile changes nothing', async () => {
  const { body: hash } = await createScript()
  const job = claimed('dependencies')
  windmill.queue.end(job.id, { success: false, result: 'cancelled' })
  finishDependencyJob(windmill, job, lockOf)
  expect(ended(job)).toMatchObject({ success: false, result: 'cancelled' })
  expect(await status(hash)).toMatchObject({ lock: null, lock_error_logs: null })
})

const raw = (id: string, more: JsonObject = {}) => ({
  id,
  value: { type: 'rawscript', content: id, language: 'bun', input_transforms: {}, ...more },
})

test('a deployed flow gets the locks that are missing, wherever its scripts stand', async () => {
  const value = {
    modules: [
      raw('locked', { lock: 'kept' }),
      { id: 'loop', value: { type: 'forloopflow', iterator: { type: 'static', value: [] }, modules: [raw('inner')] } },
      { id: 'one', value: { type: 'branchone', branches: [{ expr: 'true', modules: [raw('then')] }], default: [] } },
      raw('shell', { language: 'bash' }),
    ],
    failure_module: raw('failure'),
  }
  await windmill.call('POST', 'flows/create', { path: 'f/sample/flow', summary: '', value })
  const job = claimed('flowdependencies')
  finishDependencyJob(windmill, job, lockOf)
  expect(ended(job).result).toMatchObject({ modified_ids: ['inner', 'then', 'shell', 'failure'] })
  const { body: flow } = await windmill.call('GET', 'flows/get/f/sample/flow')
  expect(flow).toMatchObject({
    version_id: 1,
    value: {
      modules: [
        raw('locked', { lock: 'kept' }),
        { value: { modules: [raw('inner', { lock: 'lock of f/sample/flow/inner: inner' })] } },
        { value: { branches: [{ modules: [raw('then', { lock: 'lock of f/sample/flow/then: then' })] }] } },
        raw('shell', { language: 'bash', lock: '' }),
      ],
      failure_module: raw('failure', { lock: 'lock of f/sample/flow/failure: failure' }),
    },
  })
})

test('a flow whose locks cannot be made says why, and can be run all the same', async () => {
  await windmill.call('POST', 'flows/create', { path: 'f/sample/flow', summary: '', value: { modules: [raw('a')] } })
  finishDependencyJob(windmill, claimed('flowdependencies'), fails)
  const { body: flow } = await windmill.call('GET', 'flows/get/f/sample/flow')
  expect(flow).toMatchObject({ lock_error_logs: expect.stringContaining('left-pad') })
  expect((await windmill.call('POST', 'jobs/run/f/f/sample/flow', {})).status).toBe(201)
})

test('an app gets its locks in its value and for its visitors', async () => {
  const inlineScript = { content: 'code', language: 'bun' }
  const value = { runnables: { a: { type: 'inline', inlineScript } }, files: {} }
  await windmill.call('POST', 'apps/create', { path: 'f/sample/app', summary: '', value, policy: {} })
  finishDependencyJob(windmill, claimed('appdependencies'), lockOf)
  const { body: app } = await windmill.call('GET', 'apps/get/p/f/sample/app')
  const lock = 'lock of f/sample/app/a: code'
  expect(app).toMatchObject({ value: { runnables: { a: { inlineScript: { ...inlineScript, lock } } } } })
})

test('the CLI gets the lock of a script that it holds, by the cookie alone', async () => {
  const script = { raw_code: 'local', language: 'bun', script_path: 'f/sample/x' }
  const body = { raw_scripts: [script], entrypoint: 'f/sample/x', temp_script_refs: { 'f/sample/y': 'hash' } }
  const cookie = { as: null, headers: { cookie: `token=${windmill.token}` } }
  const { status, body: id } = await windmill.call('POST', 'jobs/run/dependencies_async', body, cookie)
  expect(status).toBe(201)
  const job = claimed('dependencies')
  expect(job).toMatchObject({ id, options: { temp_script_refs: { 'f/sample/y': 'hash' } } })
  finishDependencyJob(windmill, job, lockOf)
  expect(ended(job).result).toEqual({ lock: 'lock of f/sample/x: local', status: 'Successful lock file generation' })
})

test('the CLI gets a flow with all locks made anew', async () => {
  const flow_value = { modules: [raw('a', { lock: 'old' })] }
  await windmill.call('POST', 'jobs/run/flow_dependencies_async', { flow_value, path: 'f/sample/flow' })
  const job = claimed('flowdependencies')
  finishDependencyJob(windmill, job, lockOf)
  expect(ended(job).result).toMatchObject({
    modified_ids: ['a'],
    updated_flow_value: { modules: [raw('a', { lock: 'lock of f/sample/flow/a: a' })] },
  })
})

test('the older form waits for the lock', async () => {
  const body = { raw_scripts: [{ raw_code: 'c', language: 'bash', script_path: 'f/a/b' }], entrypoint: 'f/a/b' }
  windmill.queue.events.once('ready', () => finishDependencyJob(windmill, claimed('dependencies'), lockOf))
  const { status, body: result } = await windmill.call('POST', 'jobs/run/dependencies', body)
  expect({ status, result }).toMatchObject({ status: 200, result: { lock: '' } })
})
