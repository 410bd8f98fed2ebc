import { beforeEach, describe, expect, test } from 'vitest'
import { CodedError } from '../../../../f/lib/errors.ts'
import { deriveId } from '../../../../f/lib/ids.ts'
import { connectSocialApi, type SocialApi } from '../../../../f/openanalyst/social/api/index.ts'
import { type DeliveryServices, deliverPost } from '../../../../f/openanalyst/social/posts/index.ts'
import { addPost, listDuePosts, schedulePost } from '../../../../f/openanalyst/store/posts.ts'
import { API, useSocialBench } from './kit.ts'

const START = Date.parse('2026-11-21T10:00:00Z')
const MINUTE = 60_000

const bench = useSocialBench()
let now = START
/** How long was waited within deliveries. */
let waits: number[] = []

const clock = {
  now: () => now,
  sleep: async (ms: number) => {
    waits.push(ms)
    now += ms
  },
}
const api = () => connectSocialApi(API, bench.social.resource, { clock, random: () => 1 })
const services = (open: () => SocialApi = api): DeliveryServices => ({
  sql: bench.sql,
  clock,
  openApi: async () => open(),
})
const at = (ms: number) => new Date(ms).toISOString()

/** A post that is due now. */
async function duePost(id: string): Promise<string> {
  const times = { created_at: at(START), delivery_key: deriveId('delivery', id) }
  await addPost(bench.sql, { id, user_id: 'ada', session_id: 's', api: API, text: id, link: null, ...times })
  await schedulePost(bench.sql, 'ada', id, at(now))
  return id
}
const deliver = (id: string, job_id: string, open?: () => SocialApi) =>
  deliverPost(services(open), { user_id: 'ada', id, job_id, early: false })

beforeEach(async () => {
  await bench.table.query('DELETE FROM posts')
  await bench.useSocialApi()
  now = START
  waits = []
})

describe('a post that is due', () => {
  test('is published with its key, and the delivery is noted', async () => {
    const id = await duePost('plain')
    expect(await deliver(id, 'job-1')).toMatchObject({ status: 'published', external_id: '1001', error: null })
    expect(bench.social.posts).toMatchObject([{ key: deriveId('delivery', id) }])
    expect(await bench.deliveries(id)).toEqual([{ number: 1, job_id: 'job-1', outcome: 'delivered', error: null }])
  })

  test('is published once, however many jobs try', async () => {
    const id = await duePost('crowd')
    await Promise.all(['a', 'b', 'c'].map((job) => deliver(id, job)))
    expect(bench.social.requests).toHaveLength(1)
    expect(await bench.post(id)).toMatchObject({ status: 'published' })
  })

  test('that is somebody else’s is not there', async () => {
    const id = await duePost('mine')
    const order = { user_id: 'bob', id, job_id: 'job-1', early: true }
    await expect(deliverPost(services(), order)).rejects.toMatchObject({ code: 'POST_NOT_FOUND' })
    expect(bench.social.requests).toEqual([])
  })

  test('is left alone before its time', async () => {
    const id = await duePost('early')
    await schedulePost(bench.sql, 'ada', id, at(now + MINUTE))
    expect(await deliver(id, 'job-1')).toMatchObject({ status: 'scheduled' })
    expect(bench.social.requests).toEqual([])
    now += MINUTE
    expect(await deliver(id, 'job-2')).toMatchObject({ status: 'published' })
  })
})

describe('a short fault is waited out:', () => {
  test('an error of the server, twice as long each time', async () => {
    bench.social.fail({ status: 500 }, { status: 503 })
    expect(await deliver(await duePost('brief'), 'job-1')).toMatchObject({ status: 'published' })
    expect(waits).toEqual([500, 1000])
  })

  test('too many requests, as long as the API asks', async () => {
    bench.social.fail({ status: 429, retryAfter: '3' })
    expect(await deliver(await duePost('asked'), 'job-1')).toMatchObject({ status: 'published' })
    expect(waits).toEqual([3000])
  })

  test('Retry-After may be a date', async () => {
    bench.social.fail({ status: 429, retryAfter: new Date(START + 2000).toUTCString() })
    expect(await deliver(await duePost('dated'), 'job-1')).toMatchObject({ status: 'published' })
    expect(waits).toEqual([2000])
  })

  test('an answer that is lost: the same key answers it, and there is one post', async () => {
    bench.social.fail({ cut: 'after' })
    const id = await duePost('lost')
    expect(await deliver(id, 'job-1')).toMatchObject({ status: 'published', external_id: '1001' })
    expect(bench.social.posts).toHaveLength(1)
    expect(bench.social.requests.map(({ key }) => key)).toEqual(Array(2).fill(deriveId('delivery', id)))
    expect(await bench.deliveries(id)).toMatchObject([{ outcome: 'repeated' }])
  })

  test('a delivery that goes on elsewhere (409 without a post)', async () => {
    bench.social.fail({ status: 409 })
    expect(await deliver(await duePost('busy'), 'job-1')).toMatchObject({ status: 'published' })
  })
})

describe('a longer fault', () => {
  test('has the post wait for the next minute, and then for twice as long each time', async () => {
    const id = await duePost('long')
    for (const [tries, minutes] of [1, 2, 4, 8, 16, 32, 60].entries()) {
      bench.social.fail({ status: 503 }, { status: 503 }, { status: 503 })
      const post = await deliver(id, `job-${tries}`)
      expect(post).toMatchObject({
        status: 'scheduled',
        error: { code: 'SOCIAL_UNAVAILABLE', details: { status: 503 } },
      })
      expect(Date.parse(post.due_at!)).toBe(now + minutes * MINUTE)
      now += minutes * MINUTE
    }
    bench.social.fail({ status: 503 }, { status: 503 }, { status: 503 })
    expect(await deliver(id, 'last')).toMatchObject({ status: 'failed', error: { code: 'SOCIAL_UNAVAILABLE' } })
    expect((await bench.deliveries(id)).map(({ outcome }) => outcome)).toEqual([...Array(7).fill('delayed'), 'refused'])
  })

  test('a rate limit holds for all posts to the same API, until it says', async () => {
    await bench.useSocialApi({ limit: { posts: 1, retryAfter: '600' } })
    const ids = [await duePost('one'), await duePost('two'), await duePost('three')]
    expect(await deliver(ids[0]!, 'job-1')).toMatchObject({ status: 'published' })
    expect(await deliver(ids[1]!, 'job-2')).toMatchObject({
      status: 'scheduled',
      error: { code: 'SOCIAL_RATE_LIMITED' },
    })
    expect(waits).toEqual([])
    expect(await deliver(ids[2]!, 'job-3')).toMatchObject({ status: 'scheduled', error: null })
    expect(bench.social.requests).toHaveLength(2)
    expect(await listDuePosts(bench.sql, 'ada', at(START + 599_999), 10)).toEqual([])
    bench.social.allowMore()
    now = START + 600_000
    const due = await listDuePosts(bench.sql, 'ada', at(now), 10)
    expect(due.sort()).toEqual([ids[1], ids[2]].sort())
    expect(await deliver(ids[1]!, 'job-4')).toMatchObject({ status: 'published' })
  })

  test('an API that is not there is one', async () => {
    const id = await duePost('gone')
    await bench.social.stop()
    expect(await deliver(id, 'job-1')).toMatchObject({
      ...{ status: 'scheduled', error: { code: 'SOCIAL_UNAVAILABLE', details: { reason: 'HTTP_UNREACHABLE' } } },
    })
  })
})

describe('a refusal ends the post:', () => {
  test.each([
    ['of the token', { status: 401 }, 'SOCIAL_UNAUTHORIZED'],
    ['of what it says', { status: 422 }, 'SOCIAL_REFUSED'],
    ['by an answer that makes no sense', { status: 201, body: { ok: true } }, 'SOCIAL_BAD_ANSWER'],
  ])('%s', async (name, failure, code) => {
    bench.social.fail(failure)
    const id = await duePost(name)
    expect(await deliver(id, 'job-1')).toMatchObject({ status: 'failed', error: { code } })
    expect(waits).toEqual([])
    expect(await deliver(id, 'job-2')).toMatchObject({ status: 'failed' })
    expect(bench.social.requests).toHaveLength(1)
  })

  test('and it can get a time again', async () => {
    bench.social.fail({ status: 401 })
    const id = await duePost('again')
    await deliver(id, 'job-1')
    expect(await schedulePost(bench.sql, 'ada', id, at(now))).toBe(true)
    expect(await deliver(id, 'job-2')).toMatchObject({ status: 'published', error: null })
  })
})

describe('a job that dies between publishing and noting it', () => {
  /** The API takes the post; the answer reaches nobody, as the process is gone. */
  const dying = (): SocialApi => ({
    ...api(),
    publish: async (post, key) => {
      await api().publish(post, key)
      throw new Error('killed')
    },
  })

  test('and runs again has published once', async () => {
    const id = await duePost('same job')
    await expect(deliver(id, 'job-1', dying)).rejects.toThrow('killed')
    expect(await bench.post(id)).toMatchObject({ status: 'publishing' })
    expect(await deliver(id, 'job-1')).toMatchObject({ status: 'published', external_id: '1001' })
    expect(bench.social.posts).toHaveLength(1)
    expect(await bench.deliveries(id)).toMatchObject([{ outcome: null }, { outcome: 'repeated' }])
  })

  test('leaves its claim, which another job takes over when it has run out', async () => {
    const id = await duePost('other job')
    await expect(deliver(id, 'job-1', dying)).rejects.toThrow('killed')
    expect(await listDuePosts(bench.sql, 'ada', at(now), 10)).toEqual([])
    expect(await deliver(id, 'job-2')).toMatchObject({ status: 'publishing' })
    now += 5 * MINUTE
    expect(await listDuePosts(bench.sql, 'ada', at(now), 10)).toEqual([id])
    expect(await deliver(id, 'job-2')).toMatchObject({ status: 'published', external_id: '1001' })
    expect(bench.social.posts).toHaveLength(1)
  })

  test('works with an API that answers 409 to what it has', async () => {
    await bench.useSocialApi({ repeatStatus: 409 })
    const id = await duePost('conflict')
    await expect(deliver(id, 'job-1', dying)).rejects.toThrow('killed')
    expect(await deliver(id, 'job-1')).toMatchObject({ status: 'published', external_id: '1001' })
    expect(bench.social.posts).toHaveLength(1)
  })

  test('a late end of the first job does not undo the second one’s', async () => {
    const id = await duePost('late')
    let finish = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const slow: SocialApi = {
      ...api(),
      publish: async () => {
        await held
        throw new CodedError('SOCIAL_REFUSED', 'Too late.')
      },
    }
    const first = deliver(id, 'job-1', () => slow)
    while ((await bench.post(id)).status !== 'publishing');
    now += 5 * MINUTE
    expect(await deliver(id, 'job-2')).toMatchObject({ status: 'published' })
    finish()
    expect(await first).toMatchObject({ status: 'published', error: null })
  })
})
