import { beforeEach, describe, expect, test } from 'vitest'
import { createQueue, type Queue } from '../../../../services/windmill/src/queue/index.ts'
import type { NewJob } from '../../../../services/windmill/src/shared/job.ts'
import { realSystem } from '../../../../services/windmill/src/shared/system.ts'
import { jobs, openStore, type Store } from '../../../../services/windmill/src/store/index.ts'

let now: number
let store: Store
let queue: Queue

beforeEach(() => {
  now = Date.parse('2026-11-21T08:00:00Z')
  store = openStore()
  queue = createQueue(store, { ...realSystem, now: () => now })
  return () => store.close()
})

const push = (fields: Partial<NewJob> = {}) =>
  queue.push({
    workspace_id: 'sample',
    kind: 'script',
    created_by: 'ada',
    permissioned_as: 'u/ada',
    email: 'ada@example.com',
    args: {},
    ...fields,
  })

const claimed = (limit = 10) => queue.claim(limit).map((job) => job.id)

describe('claiming', () => {
  test('takes each job once, the oldest first', () => {
    const ids = [push(), push(), push()]
    expect(claimed(2)).toHaveLength(2)
    expect(claimed(2)).toHaveLength(1)
    expect(claimed(2)).toEqual([])
    expect(ids.every((id) => queue.get(id)!.running)).toBe(true)
  })

  test('leaves a job alone until its time has come', () => {
    const id = push({ scheduled_for: now + 1000 })
    expect(claimed()).toEqual([])
    expect(queue.untilNextDue(true)).toBe(1000)
    expect(queue.untilNextDue(false)).toBeUndefined()
    now += 1000
    expect(claimed()).toEqual([id])
  })

  test('takes what is more important first', () => {
    push()
    const urgent = push({ priority: 5 })
    expect(claimed(1)).toEqual([urgent])
  })

  test('passes over what is suspended', () => {
    const id = push()
    queue.suspend(id, 1, now + 5000)
    expect(claimed()).toEqual([])
    expect(queue.overdue()).toEqual([])
    expect(queue.untilNextDue(false)).toBe(5000)
    now += 5000
    expect(queue.overdue()).toEqual([id])
    queue.unsuspend(id, false)
    expect(claimed()).toEqual([id])
  })
})

describe('pushing', () => {
  test('refuses an id that is taken, and leaves the job that has it as it was', () => {
    const id = push({ args: { n: 1 } })
    expect(() => push({ id, args: { n: 2 } })).toThrow(`A job with id ${id} already exists`)
    expect(queue.get(id)!.args).toEqual({ n: 1 })
  })

  test('inside of a transaction that fails leaves nothing', () => {
    let id = ''
    expect(() =>
      store.transaction(() => {
        id = push()
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(queue.get(id)).toBeUndefined()
  })
})

describe('an end', () => {
  test('counts once', () => {
    const id = push()
    claimed()
    now += 250
    expect(queue.end(id, { success: true, result: 1 })).toBe(true)
    expect(queue.end(id, { success: false, result: 2 })).toBe(false)
    expect(queue.get(id)).toMatchObject({ success: true, result: 1, duration_ms: 250, running: null })
  })

  test('is told after what follows from it has been stored', async () => {
    const id = push()
    let next = ''
    queue.onEnd = (job) => {
      next = push({ parent_job: job.id })
    }
    const seen = new Promise<boolean>((resolve) => {
      queue.events.once('ended', () => resolve(queue.get(next) !== undefined))
    })
    queue.end(id, { success: true, result: null })
    expect(await seen).toBe(true)
  })

  test('is undone together with what follows from it, when that fails', () => {
    const id = push()
    queue.onEnd = () => {
      throw new Error('no next move')
    }
    expect(() => queue.end(id, { success: true, result: null })).toThrow('no next move')
    expect(queue.get(id)).toMatchObject({ completed_at: null, running: false })
  })

  test('adds the labels of its result to those of its job, each once', () => {
    const [plain, labelled, odd] = [push(), push({ options: { labels: ['b', 'c'] } }), push()]
    queue.claim(3)
    for (const id of [plain, labelled]) queue.end(id, { success: true, result: { wm_labels: ['b', 'a', 7] } })
    queue.end(odd, { success: true, result: { wm_labels: 'a' } })
    expect([plain, labelled, odd].map((id) => queue.get(id)!.options.labels)).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
      undefined,
    ])
  })

  test('is waited for, also by whoever comes late', async () => {
    const id = push()
    const waited = queue.whenEnded(id)
    queue.end(id, { success: true, result: null })
    await waited
    await queue.whenEnded(id)
    await expect(queue.whenEnded(push(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })
})

describe('cancelling', () => {
  test('ends what waits, with who and why', () => {
    const id = push()
    expect(queue.cancel(id, 'bob', 'too late')).toBe(true)
    expect(queue.get(id)).toMatchObject({
      success: false,
      canceled_by: 'bob',
      canceled_reason: 'too late',
      result: { error: { name: 'Canceled', message: 'Job canceled: too late by bob' } },
    })
    expect(queue.cancel(id, 'eve', null)).toBe(false)
  })

  test('tells what runs to stop, and leaves its end to its process', () => {
    const id = push()
    claimed()
    const stopped: string[] = []
    queue.events.on('stop', (job) => stopped.push(job))
    queue.cancel(id, 'bob', null)
    expect(stopped).toEqual([id])
    expect(queue.get(id)).toMatchObject({ running: true, canceled_by: 'bob', completed_at: null })
  })

  test('reaches all jobs below', () => {
    const parent = push()
    const child = push({ parent_job: parent })
    const grandchild = push({ parent_job: child })
    const other = push()
    queue.cancel(parent, 'bob', null)
    expect([parent, child, grandchild, other].map((id) => queue.get(id)!.canceled_by)).toEqual([
      'bob',
      'bob',
      'bob',
      null,
    ])
  })
})

test('a log is kept in the order in which it came', () => {
  const id = push()
  queue.log(id, 'one\n')
  queue.log(id, 'two\n')
  expect(jobs.readLog.one(store.connection, { job_id: id })?.text).toBe('one\ntwo\n')
})
