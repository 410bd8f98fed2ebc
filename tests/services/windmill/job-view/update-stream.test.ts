import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type StreamMessage,
  type Timers,
  type UpdateQuery,
  updateStream,
  waitForResult,
} from '../../../../services/windmill/src/job-view/index.ts'
import { createQueue, type Queue } from '../../../../services/windmill/src/queue/index.ts'
import { realSystem } from '../../../../services/windmill/src/shared/system.ts'
import { jobs, openStore, type Store } from '../../../../services/windmill/src/store/index.ts'

/** Timers that run when a test says so. */
function handTimers() {
  const set: { at: number; action: () => void }[] = []
  let now = 0
  const timers: Timers = {
    after: (milliseconds, action) => {
      const timer = { at: now + milliseconds, action }
      set.push(timer)
      return () => void (set.includes(timer) && set.splice(set.indexOf(timer), 1))
    },
  }
  const pass = (milliseconds: number) => {
    now += milliseconds
    for (const timer of [...set].sort((a, b) => a.at - b.at)) {
      if (timer.at > now || !set.includes(timer)) continue
      set.splice(set.indexOf(timer), 1)
      timer.action()
    }
  }
  return { timers, pass, pending: () => set.length }
}

let store: Store
let queue: Queue
let time: ReturnType<typeof handTimers>
beforeEach(() => {
  store = openStore()
  queue = createQueue(store, realSystem)
  time = handTimers()
})
afterEach(() => store.close())

const push = (more: Partial<Parameters<Queue['push']>[0]> = {}) =>
  queue.push({
    workspace_id: 'w',
    kind: 'preview',
    created_by: 'ada',
    permissioned_as: 'u/ada',
    email: 'ada@x',
    args: {},
    ...more,
  })

/** A reader of a stream: what has come since it last looked. */
function read(id: string, query: UpdateQuery = {}) {
  const reader = updateStream({ store, queue }, id, query, { timers: time.timers }).getReader()
  const next = async (): Promise<StreamMessage | undefined> => {
    const { value, done } = await reader.read()
    return done ? undefined : (JSON.parse(new TextDecoder().decode(value).slice('data: '.length)) as StreamMessage)
  }
  return { next, leave: () => reader.cancel() }
}

const listeners = () => queue.events.listenerCount('changed') + queue.events.listenerCount('ended')

describe('a stream of updates', () => {
  test('begins with what there is, then tells what is new, and ends with the whole job', async () => {
    const id = push()
    queue.log(id, 'one\n')
    const { next } = read(id, { running: false })
    expect(await next()).toEqual({ type: 'update', completed: false, new_logs: 'one\n', log_offset: 5 })
    queue.claim(1)
    queue.log(id, 'two\n')
    expect(await next()).toEqual({ type: 'update', running: true, new_logs: 'two\n', log_offset: 9 })
    queue.end(id, { success: true, result: 42 })
    expect(await next()).toMatchObject({ type: 'update', completed: true, running: false, job: { result: 42, id } })
    expect(await next()).toBeUndefined()
    expect([listeners(), time.pending()]).toEqual([0, 0])
  })

  test('tells of the result only, when that is all that is asked for', async () => {
    const id = push()
    const { next } = read(id, { only_result: true })
    expect(await next()).toEqual({ type: 'update' })
    queue.log(id, 'not told\n')
    await new Promise(setImmediate)
    queue.end(id, { success: true, result: 'WELCOME, ADA!' })
    expect(await next()).toEqual({ type: 'update', completed: true, only_result: 'WELCOME, ADA!' })
  })

  test('of a job that has ended is one message', async () => {
    const id = push()
    queue.end(id, { success: true, result: null })
    const { next } = read(id, { only_result: true })
    expect(await next()).toEqual({ type: 'update', completed: true, only_result: null })
    expect(await next()).toBeUndefined()
  })

  test('hands on what the job streams, from where the reader is', async () => {
    const id = push()
    queue.stream(id, 'a')
    queue.stream(id, 'b')
    const { next } = read(id, { only_result: true, stream_offset: 1 })
    expect(await next()).toEqual({ type: 'update', new_result_stream: 'b', stream_offset: 2 })
    queue.stream(id, 'c')
    expect(await next()).toEqual({ type: 'update', new_result_stream: 'c', stream_offset: 3 })
  })

  test('of a flow hands on what its streaming step says', async () => {
    const id = push({ kind: 'flow' })
    const step = push()
    const status = { step: 0, modules: [], failure_module: { id: 'failure', type: 'WaitingForPriorSteps' as const } }
    const { next } = read(id, { only_result: true, is_flow: true })
    await next()
    queue.saveFlowStatus(id, { ...status, preprocessor_module: null, cleanup_module: {}, stream_job: step })
    expect(await next()).toEqual({ type: 'update', flow_stream_job_id: step })
    queue.stream(step, 'token')
    expect(await next()).toMatchObject({ new_result_stream: 'token', stream_offset: 1 })
  })

  test('leaves out the log, and tells progress, as asked', async () => {
    const id = push()
    queue.log(id, 'one\n')
    jobs.saveProgress.run(store.connection, { id, progress: 40 })
    const { next } = read(id, { no_logs: true, get_progress: true })
    expect(await next()).toEqual({ type: 'update', completed: false, progress: 40 })
  })

  test('says that it is alive after five seconds of silence, and that it is over after sixty', async () => {
    const id = push()
    const { next } = read(id)
    await next()
    time.pass(5_000)
    expect(await next()).toEqual({ type: 'ping' })
    time.pass(5_000)
    expect(await next()).toEqual({ type: 'ping' })
    time.pass(50_000)
    expect([await next(), await next()]).toContainEqual({ type: 'timeout' })
    expect([listeners(), time.pending()]).toEqual([0, 0])
  })

  test('of a job that is not there says so, and ends', async () => {
    const { next } = read('00000000-0000-0000-0000-000000000000')
    expect(await next()).toMatchObject({ type: 'error' })
    expect(await next()).toEqual({ type: 'notfound' })
    expect(await next()).toBeUndefined()
  })

  test('is over for the server when the reader leaves', async () => {
    const { next, leave } = read(push())
    await next()
    await leave()
    expect([listeners(), time.pending()]).toEqual([0, 0])
  })
})

describe('waiting for a result', () => {
  const options = (signal = new AbortController().signal) => ({ signal, by: 'ada', timers: time.timers })

  test('resolves with the end of the job, and listens no longer', async () => {
    const id = push()
    const waited = waitForResult(queue, id, options())
    queue.end(id, { success: true, result: 1 })
    expect(await waited).toEqual({ result: 1, success: true })
    expect([listeners(), time.pending()]).toEqual([0, 0])
  })

  test('of a job that has ended resolves at once', async () => {
    const id = push()
    queue.end(id, { success: false, result: 'no' })
    expect(await waitForResult(queue, id, options())).toEqual({ result: 'no', success: false })
  })

  test('of a skipped job is no success, as in Windmill', async () => {
    const id = push()
    queue.end(id, { success: true, result: 'stopped early', is_skipped: true })
    expect((await waitForResult(queue, id, options())).success).toBe(false)
  })

  test('gives up after ten minutes, and the job goes on', async () => {
    const id = push()
    const waited = waitForResult(queue, id, options())
    time.pass(600_000)
    await expect(waited).rejects.toThrow('timeout after 600s')
    expect(queue.get(id)?.completed_at).toBeNull()
  })

  test('cancels the job when the caller goes away', async () => {
    const gone = new AbortController()
    const id = push()
    const waited = waitForResult(queue, id, options(gone.signal))
    gone.abort()
    await expect(waited).rejects.toThrow('went away')
    expect(queue.get(id)).toMatchObject({ canceled_by: 'ada', success: false })
  })

  test('of a flow with an early return ends with that step, before the flow', async () => {
    const raw_flow = { modules: [{ id: 'a', value: { type: 'identity' as const } }], early_return: 'a' }
    const [id, step] = [push({ kind: 'flow', raw_flow }), push()]
    const waited = waitForResult(queue, id, options())
    queue.end(step, { success: true, result: 'early' })
    const modules = [{ id: 'a', type: 'Success' as const, job: step }]
    queue.saveFlowStatus(id, {
      step: 1,
      modules,
      failure_module: { id: 'failure', type: 'WaitingForPriorSteps' },
      preprocessor_module: null,
      cleanup_module: {},
    })
    expect([listeners(), time.pending()]).toEqual([0, 0])
    expect(await waited).toEqual({ result: 'early', success: true })
    expect(queue.get(id)?.completed_at).toBeNull()
  })

  test('waits for the whole flow where its early step failed and a failure handler may mend it', async () => {
    const step = { id: 'a', value: { type: 'identity' as const } }
    const raw_flow = { modules: [step], early_return: 'a', failure_module: { ...step, id: 'failure' } }
    const modules = [{ id: 'a', type: 'Failure' as const, job: push() }]
    const failure_module = { id: 'failure', type: 'InProgress' as const }
    const flow_status = { step: 1, modules, failure_module, preprocessor_module: null, cleanup_module: {} }
    const id = push({ kind: 'flow', raw_flow, flow_status })
    const waited = waitForResult(queue, id, options())
    queue.end(id, { success: true, result: 'mended' })
    expect(await waited).toEqual({ result: 'mended', success: true })
  })
})
