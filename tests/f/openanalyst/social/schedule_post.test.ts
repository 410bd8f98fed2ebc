import { beforeEach, describe, expect, test } from 'vitest'
import { main as createPost } from '../../../../f/openanalyst/social/create_post.ts'
import { main as endPublishing } from '../../../../f/openanalyst/social/end_publishing.ts'
import { main as listDuePosts } from '../../../../f/openanalyst/social/list_due_posts.ts'
import { main as publishPost } from '../../../../f/openanalyst/social/publish_post.ts'
import { main as schedulePost } from '../../../../f/openanalyst/social/schedule_post.ts'
import { main as unschedulePost } from '../../../../f/openanalyst/social/unschedule_post.ts'
import { useSocialBench } from './kit.ts'

const SCHEDULE = 'u/ada/publish_due_posts'

const bench = useSocialBench()

beforeEach(async () => {
  await bench.table.query('DELETE FROM posts')
  bench.schedules.clear()
  await bench.useSocialApi()
})

let jobs = 0
async function draft(text = 'Hello'): Promise<string> {
  jobs += 1
  bench.asJob(`draft-${jobs}`)
  return (await createPost(text)).id
}
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()
/** Time passes for a post: it is due. */
const makeDue = (id: string) => bench.table.query(`UPDATE posts SET due_at = now() WHERE id = '${id}'`)

describe('schedule_post', () => {
  test("gives a draft its time and turns the user's schedule on", async () => {
    const id = await draft()
    const post = await schedulePost(id, '2090-01-02T09:00:00+01:00')
    expect(post).toMatchObject({ status: 'scheduled', schedule: SCHEDULE })
    expect(Date.parse(post.due_at!)).toBe(Date.parse('2090-01-02T08:00:00Z'))
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: true, schedule: '0 * * * * *' })
    expect((await bench.events(id)).at(-1)).toMatchObject({ type: 'POST_SCHEDULED' })
  })

  test('gives a scheduled post another time, and leaves the schedule as it is', async () => {
    const id = await draft()
    await schedulePost(id, inAnHour())
    const later = await schedulePost(id, '2090-01-02T09:00:00Z')
    expect(Date.parse(later.due_at!)).toBe(Date.parse('2090-01-02T09:00:00Z'))
    expect([...bench.schedules.keys()]).toEqual([SCHEDULE])
  })

  test('turns a schedule on that was off', async () => {
    const id = await draft()
    await schedulePost(id, inAnHour())
    await unschedulePost(id)
    await endPublishing()
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: false })
    await schedulePost(id, inAnHour())
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: true })
  })

  test('leaves a schedule alone that the user has made for something else', async () => {
    const id = await draft()
    bench.schedules.set(SCHEDULE, { enabled: true, script_path: 'u/ada/mine', is_flow: false })
    await expect(schedulePost(id, inAnHour())).rejects.toMatchObject({ code: 'PATH_TAKEN' })
    expect(bench.schedules.get(SCHEDULE)).toEqual({ enabled: true, script_path: 'u/ada/mine', is_flow: false })
  })

  test.each([
    ['no time', 'tomorrow', 'at must be a time with its offset'],
    ['a time without its offset', '2090-01-02T09:00:00', 'at must be a time with its offset'],
    ['a time that is past', '2020-01-02T09:00:00Z', 'is past'],
  ])('refuses %s', async (_, at, words) => {
    const refused = { code: 'BAD_INPUT', message: expect.stringContaining(words) }
    await expect(schedulePost(await draft(), at)).rejects.toMatchObject(refused)
    expect(bench.schedules.size).toBe(0)
  })

  test('refuses a post that is published, and one of somebody else', async () => {
    const id = await draft()
    await publishPost(id, true)
    await expect(schedulePost(id, inAnHour())).rejects.toMatchObject({
      ...{ code: 'POST_WRONG_STATUS', message: expect.stringContaining('is published') },
    })
    bench.asJob('bobs', 'bob')
    await expect(schedulePost(id, inAnHour())).rejects.toMatchObject({ code: 'POST_NOT_FOUND' })
    expect(bench.schedules.size).toBe(0)
  })
})

describe('unschedule_post', () => {
  test('takes the time back, and the post is not published', async () => {
    const id = await draft()
    await schedulePost(id, inAnHour())
    expect(await unschedulePost(id)).toMatchObject({ status: 'draft', due_at: null })
    expect(await publishPost(id)).toMatchObject({ status: 'draft' })
    expect(bench.social.posts).toEqual([])
  })

  test('refuses a post that is published', async () => {
    const id = await draft()
    await publishPost(id, true)
    await expect(unschedulePost(id)).rejects.toMatchObject({ code: 'POST_WRONG_STATUS' })
  })
})

describe('the steps of publish_due_posts', () => {
  test('find what is due, publish it, and turn the schedule off when nothing waits', async () => {
    const [first, second] = [await draft('first'), await draft('second')]
    for (const id of [first, second]) await schedulePost(id, inAnHour())
    expect(await listDuePosts()).toEqual([])
    await makeDue(first)
    expect(await listDuePosts()).toEqual([first])
    expect(await publishPost(first)).toMatchObject({ status: 'published' })
    expect(await endPublishing()).toEqual({ waiting: 1, on: true })
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: true })
    await makeDue(second)
    await publishPost(second)
    expect(await endPublishing()).toEqual({ waiting: 0, on: false })
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: false })
    expect(bench.social.posts.map(({ text }) => text)).toEqual(['first', 'second'])
  })

  test('see nothing of other users', async () => {
    const id = await draft()
    await schedulePost(id, inAnHour())
    await makeDue(id)
    bench.asJob('bobs', 'bob')
    expect(await listDuePosts()).toEqual([])
    expect(await endPublishing()).toEqual({ waiting: 0, on: false })
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: true })
  })

  test('leave the schedule on for a post that gets its time while it is turned off', async () => {
    const id = await draft()
    await schedulePost(id, inAnHour())
    await unschedulePost(id)
    bench.door.on('POST', /^\/schedules\/setenabled\/(.+)$/, async ({ match, body }) => {
      const { enabled } = body as { enabled: boolean }
      bench.schedules.get(match[1]!)!.enabled = enabled
      if (!enabled) await bench.table.query(`UPDATE posts SET status = 'scheduled', due_at = now() WHERE id = '${id}'`)
      return { text: match[1] }
    })
    expect(await endPublishing()).toEqual({ waiting: 1, on: true })
    expect(bench.schedules.get(SCHEDULE)).toMatchObject({ enabled: true })
  })
})
