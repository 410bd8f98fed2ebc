import { beforeEach, describe, expect, test } from 'vitest'
import { main as analyzeEngagement } from '../../../../f/openanalyst/social/analyze_engagement.ts'
import { main as createPost } from '../../../../f/openanalyst/social/create_post.ts'
import { startSocialApi } from '../../../helpers/social-api.ts'
import { API, useSocialBench } from './kit.ts'

const bench = useSocialBench()

beforeEach(async () => {
  await bench.table.query('DELETE FROM posts')
  await bench.useSocialApi()
  bench.asJob('analysis')
})

/** Publishes a post so many days ago, at an hour. */
async function published(text: string, daysAgo = 1, hour = 9): Promise<string> {
  bench.asJob(`publish ${text}`)
  const { id } = await createPost(text, null, null, true)
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  const at = `${day}T${String(hour).padStart(2, '0')}:15:00Z`
  await bench.table.query(`UPDATE posts SET published_at = '${at}' WHERE id = '${id}'`)
  return id
}

/** Where nobody listens. */
async function closedAddress(): Promise<string> {
  const server = await startSocialApi()
  await server.stop()
  return server.resource.base_url
}

describe('analyze_engagement', () => {
  test('ranks posts by what people did with them, and hours too', async () => {
    const ids = [await published('first', 2, 9), await published('second', 2, 18), await published('third', 1, 18)]
    const { posts, total, hours, faults } = await analyzeEngagement()
    expect(
      posts.map(({ post_id, impressions, likes, rate, since }) => [post_id, impressions, likes, rate, since]),
    ).toEqual([
      [ids[2], 2000, 100, 0.056, null],
      [ids[1], 1500, 70, 80 / 1500, null],
      [ids[0], 1000, 40, 0.048, null],
    ])
    expect(total).toEqual({ impressions: 4500, likes: 210, comments: 18, shares: 12, rate: 240 / 4500 })
    expect(hours).toEqual([
      { hour: 18, rate: 192 / 3500, posts: 2 },
      { hour: 9, rate: 0.048, posts: 1 },
    ])
    expect(faults).toEqual([])
  })

  test('keeps what it counted, and tells what came since', async () => {
    const id = await published('again')
    await analyzeEngagement()
    await bench.table.query(`UPDATE post_engagement SET likes = 30, at = at - interval '1 hour'`)
    const { posts } = await analyzeEngagement()
    expect(posts).toMatchObject([{ post_id: id, since: { impressions: 0, likes: 10, comments: 0, shares: 0 } }])
  })

  test('tells hours in the time zone', async () => {
    await published('zoned', 1, 9)
    const { hours } = await analyzeEngagement(null, null, 'Asia/Tokyo')
    expect(hours).toMatchObject([{ hour: 18 }])
  })

  test('leaves drafts, older posts and other users’ posts out', async () => {
    await createPost('a draft')
    await published('old', 40)
    const own = await published('own')
    bench.asJob('bobs', 'bob')
    expect((await analyzeEngagement()).posts).toEqual([])
    bench.asJob('adas')
    expect((await analyzeEngagement()).posts.map(({ post_id }) => post_id)).toEqual([own])
  })

  test('tells which posts could not be read, and goes on', async () => {
    const [gone, there] = [await published('gone', 1), await published('there', 2)]
    bench.social.fail({ path: /engagement/, status: 404 })
    const { posts, faults } = await analyzeEngagement()
    expect(posts).toMatchObject([{ post_id: there }])
    const message = `${API} refused to show the engagement of a post (404): As the test wants it.`
    expect(faults).toEqual([
      { post_id: gone, text: 'gone', error: { code: 'SOCIAL_REFUSED', message, details: { api: API, status: 404 } } },
    ])
  })

  test('says in words that no post could be read, and why', async () => {
    for (const text of ['a', 'b']) await published(text)
    // It remembers its posts no longer than it runs.
    await bench.useSocialApi()
    await expect(analyzeEngagement()).rejects.toMatchObject({
      code: 'SOCIAL_REFUSED',
      message: `None of 2 posts could be read. ${API} refused to show the engagement of a post (404): There is no such post.`,
      details: { faults: [{ text: expect.any(String) }, {}] },
    })
  })

  test.each([
    ['its message', { message: 'No such thing.' }, ': No such thing.'],
    ['its error', { error: 'gone' }, ': gone'],
    ['no JSON, whatever it holds', { odd: [1] }, '.'],
    ['its text, when it is no JSON', 'Not Found', ': Not Found'],
    ['no page', '<!doctype html><p>Not Found</p>', '.'],
  ])('tells of what the API says %s', async (_, body, said) => {
    await published('refused')
    bench.social.fail({ path: /engagement/, status: 404, body })
    const message = expect.stringMatching(new RegExp(`\\(404\\)${said.replace('.', '\\.')}$`))
    await expect(analyzeEngagement()).rejects.toMatchObject({ message })
  })

  test('tells which API cannot be reached, and what the others have', async () => {
    const there = await published('there')
    bench.door.resources.set('f/openanalyst/other_api', bench.social.resource)
    bench.asJob('publish elsewhere')
    const elsewhere = await createPost('elsewhere', null, 'f/openanalyst/other_api', true)
    bench.door.resources.set('f/openanalyst/other_api', { base_url: await closedAddress(), token: 'any' })
    const { posts, faults } = await analyzeEngagement()
    expect(posts).toMatchObject([{ post_id: there }])
    const error = { code: 'SOCIAL_UNAVAILABLE', message: expect.stringContaining('f/openanalyst/other_api') }
    expect(faults).toMatchObject([{ post_id: elsewhere.id, error }])
  })

  test('asks an API that cannot answer once, and fails with what it said', async () => {
    for (const text of ['a', 'b', 'c']) await published(text)
    const before = bench.social.requests.length
    bench.social.fail({ path: /engagement/, status: 429, retryAfter: '600' })
    await expect(analyzeEngagement(null, API)).rejects.toMatchObject({ code: 'SOCIAL_RATE_LIMITED' })
    expect(bench.social.requests).toHaveLength(before + 1)
  })

  test('refuses days that are none', async () => {
    await expect(analyzeEngagement(0)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })
})
