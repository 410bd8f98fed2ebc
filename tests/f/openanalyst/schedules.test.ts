import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply, plan } from '../../../scripts/deploy/index.ts'
import { realSystem, type System } from '../../../services/windmill/src/shared/system.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'
import { type SocialApiServer, startSocialApi } from '../../helpers/social-api.ts'

const API = 'f/openanalyst/social_api'
const SCHEDULE = 'u/admin/publish_due_posts'

interface Job {
  id: string
  script_path: string
  success?: boolean
  result?: unknown
}

/** Time passes for Windmill's schedules when a test says so. */
let ahead = 0
const system: System = { ...realSystem, now: () => realSystem.now() + ahead }

let analyst: OpenAnalyst
let social: SocialApiServer

beforeAll(async () => {
  analyst = await startOpenAnalyst(system)
  const noon = new Date(Date.now() - 86_400_000).toISOString().replace(/T.*/, 'T12:00:00Z')
  social = await startSocialApi({ metrics: [{ metric: 'visits', at: noon, value: 7 }] })
  const about = { path: API, resource_type: 'social_api', value: social.resource, description: 'A stand-in.' }
  await analyst.call('POST', '/resources/create', about)
})
afterAll(async () => {
  await social?.stop()
  await analyst?.stop()
})

const run = (path: string, args: object) => analyst.call('POST', `/jobs/run_wait_result/${path}`, args)
const socialScript = (name: string, args: object) =>
  run(`p/f/openanalyst/social/${name}`, args) as Promise<{ id: string; status: string; text: string }>
const sql = (content: string) =>
  run('preview', { content, language: 'postgresql', args: { database: 'datatable://main' } }) as Promise<object[]>
const isOn = async () => ((await analyst.call('GET', `/schedules/get/${SCHEDULE}`)) as { enabled: boolean }).enabled
const endedJobs = (path: string) =>
  analyst.call('GET', `/jobs/completed/list?script_path_exact=${path}&per_page=100`) as Promise<Job[]>

/** Moves Windmill's clock on, and answers the job of a flow that its schedule starts then, when it has ended. */
async function pass(milliseconds: number, flow: string): Promise<Job> {
  const before = new Set((await endedJobs(flow)).map(({ id }) => id))
  ahead += milliseconds
  for (;;) {
    // The worker looks at its clock when a job comes in.
    await socialScript('list_due_posts', {})
    for (const { id } of await endedJobs(flow)) {
      if (before.has(id)) continue
      const job = (await analyst.call('GET', `/jobs_u/completed/get/${id}`)) as Job
      // When a minute of the machine's own ends meanwhile, another one finds this one running, and is left out.
      if (!String(job.result).startsWith('not allowed to overlap')) return job
      before.add(id)
    }
  }
}

/** A post whose time has come. */
async function duePost(text: string): Promise<string> {
  const { id } = await socialScript('create_post', { text })
  await socialScript('schedule_post', { post_id: id, at: new Date(Date.now() + 3_600_000).toISOString() })
  await sql(`UPDATE posts SET due_at = now() WHERE id = '${id}'`)
  return id
}

test('a scheduled post is published by the schedule of its user, which is off when nothing waits', async () => {
  const id = await duePost('Hello from a schedule')
  expect(await isOn()).toBe(true)
  const job = await pass(60_000, 'f/openanalyst/publish_due_posts')
  expect(job).toMatchObject({ success: true, result: { waiting: 0, on: false } })
  expect(social.posts).toMatchObject([{ text: 'Hello from a schedule' }])
  expect(await sql(`SELECT status FROM posts WHERE id = '${id}'`)).toEqual([{ status: 'published' }])
  expect(await isOn()).toBe(false)
})

test('a post that is refused keeps no other back', async () => {
  const [refused, taken] = [await duePost('No'), await duePost('Yes')]
  await sql(`UPDATE posts SET due_at = now() - interval '1 minute' WHERE id = '${refused}'`)
  social.fail({ status: 422 })
  expect(await pass(60_000, 'f/openanalyst/publish_due_posts')).toMatchObject({ success: true })
  expect(await sql(`SELECT id, status FROM posts WHERE id IN ('${refused}', '${taken}') ORDER BY status`)).toEqual([
    { id: refused, status: 'failed' },
    { id: taken, status: 'published' },
  ])
})

test('a daily report is made each morning once its schedule is on', async () => {
  const path = 'f/openanalyst/daily_report'
  expect(await analyst.call('GET', `/schedules/get/${path}`)).toMatchObject({ enabled: false })
  await analyst.call('POST', `/schedules/setenabled/${path}`, { enabled: true })
  const job = await pass(86_400_000, path)
  expect(job).toMatchObject({ success: true, result: { title: expect.stringMatching(/^Daily report, \d{4}-/) } })
  expect((job.result as { markdown: string }).markdown).toContain('| **All** | 7 | 7 | 7 | 7 | – |')
  const [report] = await sql('SELECT user_id, title FROM reports')
  expect(report).toEqual({ user_id: 'admin', title: (job.result as { title: string }).title })
})

test('onboarding sets a user up, notes it, and a deploy leaves it as it is', async () => {
  const args = { daily_report: true, report_at: '06:30', timezone: 'Europe/Prague' }
  expect(await run('f/f/openanalyst/onboard_user', args)).toMatchObject({ success: true })
  await apply(analyst.target, await plan(analyst.target))
  expect(await analyst.call('GET', '/schedules/get/u/admin/daily_report')).toMatchObject({
    ...{
      enabled: true,
      schedule: '0 30 6 * * *',
      timezone: 'Europe/Prague',
      script_path: 'f/openanalyst/daily_report',
    },
  })
  expect(await analyst.call('GET', '/resources/get/u/admin/openanalyst_config')).toMatchObject({
    ...{ resource_type: 'openanalyst_config', value: { user_id: 'admin' } },
  })
  expect(await sql("SELECT user_id FROM activity_log WHERE action = 'user_onboarded'")).toEqual([{ user_id: 'admin' }])
})
