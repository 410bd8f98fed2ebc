import { beforeEach, describe, expect, test } from 'vitest'
import { main as createPost } from '../../../../f/openanalyst/social/create_post.ts'
import { useSocialBench } from './kit.ts'

const bench = useSocialBench()

beforeEach(async () => {
  await bench.useSocialApi()
})

describe('create_post', () => {
  test('makes a draft, which is not published', async () => {
    bench.asJob('draft')
    const post = await createPost('Hello', 'https://example.com/a')
    expect(post).toMatchObject({
      ...{ user_id: 'ada', api: 'f/openanalyst/social_api', text: 'Hello', link: 'https://example.com/a' },
      ...{ status: 'draft', due_at: null, external_id: null, error: null },
    })
    expect(bench.social.requests).toEqual([])
    expect(await bench.events(post.id)).toMatchObject([{ type: 'POST_DRAFTED', data: { post_id: post.id } }])
  })

  test('publishes at once when it is told to', async () => {
    bench.asJob('publish')
    const post = await createPost('Hello', null, null, true)
    expect(post).toMatchObject({ status: 'published', external_id: '1001', url: 'https://social.example/posts/1001' })
    expect(post.published_at).not.toBeNull()
    expect(bench.social.posts).toMatchObject([{ text: 'Hello', link: null, key: expect.any(String) }])
    expect(await bench.events(post.id)).toMatchObject([{ type: 'POST_PUBLISHED', data: { external_id: '1001' } }])
    expect(bench.schedules.size).toBe(0)
  })

  test('makes one post of a job that runs again, and publishes it once', async () => {
    bench.asJob('again')
    const first = await createPost('Once', null, null, true)
    const second = await createPost('Once', null, null, true)
    expect(second).toEqual(first)
    expect(bench.social.posts).toHaveLength(1)
    expect(await bench.events(first.id)).toHaveLength(1)
  })

  test('makes one post of a key, whatever the job; another text under the key is refused', async () => {
    bench.asJob('first')
    const first = await createPost('Keyed', null, null, false, 'spring')
    bench.asJob('second')
    expect((await createPost('Keyed', null, null, false, 'spring')).id).toBe(first.id)
    await expect(createPost('Other', null, null, false, 'spring')).rejects.toMatchObject({ code: 'KEY_TAKEN' })
    bench.asJob('third', 'bob')
    expect((await createPost('Other', null, null, false, 'spring')).id).not.toBe(first.id)
  })

  test('that the API refuses fails with what the API said, and the post keeps it', async () => {
    bench.asJob('refused')
    bench.social.fail({ status: 422, body: { error: { code: 'banned_word', message: 'Not that word.' } } })
    const refused = await createPost('A word', null, null, true).catch((error) => error)
    expect(refused).toMatchObject({
      ...{ code: 'SOCIAL_REFUSED', message: expect.stringContaining('Not that word.') },
      details: { api: 'f/openanalyst/social_api', status: 422, post_id: expect.any(String) },
    })
    const { post_id } = refused.details
    expect(await bench.post(post_id)).toMatchObject({ status: 'failed', error: { code: 'SOCIAL_REFUSED' } })
    expect((await bench.events(post_id)).at(-1)).toMatchObject({ type: 'POST_FAILED', level: 'error' })
  })

  test('that the API cannot take now is scheduled, and the schedule that comes back to it is on', async () => {
    bench.asJob('busy')
    bench.social.fail({ status: 503, retryAfter: '90' })
    const post = await createPost('Later', null, null, true)
    expect(post).toMatchObject({ status: 'scheduled', error: { code: 'SOCIAL_UNAVAILABLE' } })
    expect(bench.schedules.get('u/ada/publish_due_posts')).toMatchObject({
      ...{ enabled: true, script_path: 'f/openanalyst/publish_due_posts', is_flow: true, no_flow_overlap: true },
    })
    expect(await bench.events(post.id)).toMatchObject([{ type: 'POST_DELAYED', level: 'warn' }])
  })

  test.each([
    ['an empty text', ' ', null, 'text must not be empty'],
    ['a text that is longer than the API takes', 'x'.repeat(281), null, 'text has 281 characters, the API takes 280'],
    ['a link that is none', 'Hello', 'javascript:alert(1)', 'link must be an address'],
  ])('refuses %s', async (_, text, link, words) => {
    bench.asJob(words)
    await expect(createPost(text, link)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(words),
    })
  })

  test('counts characters as people do', async () => {
    bench.asJob('emoji')
    expect(await createPost('🙂'.repeat(280))).toMatchObject({ status: 'draft' })
  })

  test.each([
    ['that is not there', undefined, 'it cannot be read'],
    ['without a token', { base_url: 'http://127.0.0.1:9' }, 'token'],
    ['whose address is none', { base_url: 'social', token: 'x' }, 'base_url'],
  ])('tells of a resource %s', async (_, value, words) => {
    bench.asJob(words)
    if (value) bench.door.resources.set('f/other/api', value)
    await expect(createPost('Hello', null, 'f/other/api')).rejects.toMatchObject({
      ...{ code: 'SOCIAL_NOT_CONFIGURED', message: expect.stringContaining(words) },
      details: { api: 'f/other/api' },
    })
    bench.door.resources.delete('f/other/api')
  })

  test('never shows the token, not even in an error', async () => {
    bench.asJob('token')
    bench.door.resources.set('f/other/api', { ...bench.social.resource, token: 'a-wrong-token' })
    const refused = await createPost('Hello', null, 'f/other/api', true).catch((error) => error)
    expect(refused).toMatchObject({ code: 'SOCIAL_UNAUTHORIZED', message: expect.stringContaining('f/other/api') })
    expect(
      JSON.stringify([refused.message, refused.details, await bench.table.query('SELECT * FROM posts')]),
    ).not.toContain('a-wrong-token')
  })
})
