import { afterAll, beforeAll } from 'vitest'
import { dataTable, listEvents, type RunEvent, type Sql } from '../../../../f/lib/store/index.ts'
import type { Delivery } from '../../../../f/openanalyst/store/post_deliveries.ts'
import { listDeliveries } from '../../../../f/openanalyst/store/post_deliveries.ts'
import { getPost, type Post } from '../../../../f/openanalyst/store/posts.ts'
import { type Hub, startHub } from '../../../../services/hub/src/index.ts'
import type { DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { startDataTable } from '../../../helpers/data-table.ts'
import { type SocialApiOptions, type SocialApiServer, startSocialApi } from '../../../helpers/social-api.ts'
import { openWindmillDoor, type WindmillDoor } from '../../../helpers/windmill-door.ts'

export const API = 'f/openanalyst/social_api'

/** What tests of posts and metrics run on: a real data table, Windmill's door with schedules, a hub and a social API. */
export interface SocialBench {
  sql: Sql
  table: DataTable
  door: WindmillDoor
  hub: Hub
  /** By path: what was created, changed and turned on or off. */
  schedules: Map<string, { enabled: boolean; script_path: string; [key: string]: unknown }>
  social: SocialApiServer
  /** Puts another social API in the place of the one there is. */
  useSocialApi(options?: SocialApiOptions): Promise<void>
  /** What runs next is a job of its own, of this user, or of a group (`g/ops`). */
  asJob(id: string, user?: string): void
  post(id: string, user?: string): Promise<Post>
  deliveries(id: string): Promise<Delivery[]>
  events(runId: string): Promise<RunEvent[]>
}

/** The bench of a file's tests. They begin as the job `job-1`, of Ada. */
export function useSocialBench(): SocialBench {
  const bench = {} as SocialBench
  beforeAll(async () => {
    bench.table = await startDataTable()
    bench.door = await openWindmillDoor(bench.table)
    bench.hub = await startHub({ publishToken: 'publish-token-of-tests', sessionSecret: 'session-secret-of-tests' })
    bench.social = await startSocialApi()
    furnish(bench)
  })
  afterAll(async () => {
    await bench.social?.stop()
    await bench.hub?.stop()
    await bench.door?.stop()
    await bench.table?.stop()
  })
  return bench
}

/** Gives a bench whose servers run the rest. */
function furnish(bench: SocialBench): void {
  const { door, hub } = bench
  const sql = dataTable()
  const schedules: SocialBench['schedules'] = new Map()
  serveSchedules(door, schedules)
  door.variables.set('f/openanalyst/ws_endpoint', hub.url)
  door.variables.set('f/openanalyst/hub_publish_token', 'publish-token-of-tests')
  door.resources.set(API, bench.social.resource)
  Object.assign(bench, {
    sql,
    schedules,
    async useSocialApi(options) {
      await bench.social.stop()
      bench.social = await startSocialApi(options)
      door.resources.set(API, bench.social.resource)
    },
    asJob(id, user = 'ada') {
      const job = { WM_JOB_ID: id, WM_FLOW_JOB_ID: '', WM_FLOW_STEP_ID: '', WM_USERNAME: 'label of a token' }
      Object.assign(process.env, { ...job, WM_PERMISSIONED_AS: user.startsWith('g/') ? user : `u/${user}` })
    },
    async post(id, user = 'ada') {
      const post = await getPost(sql, user, id)
      if (!post) throw new Error(`${user} has no post ${id}`)
      return post
    },
    deliveries: (id) => listDeliveries(sql, id),
    events: (runId) => listEvents(sql, runId),
  } satisfies Omit<SocialBench, 'table' | 'door' | 'hub' | 'social'>)
  bench.asJob('job-1')
}

/** The part of Windmill's API of schedules that scripts use; a path that exists is refused as Windmill does (400). */
function serveSchedules(door: WindmillDoor, schedules: SocialBench['schedules']): void {
  type Schedule = NonNullable<ReturnType<typeof schedules.get>>
  door.on('GET', /^\/schedules\/get\/(.+)$/, ({ match }) =>
    schedules.has(match[1]!) ? { json: schedules.get(match[1]!) } : { status: 404, text: 'Not found' },
  )
  door.on('POST', /^\/schedules\/create$/, ({ body }) => {
    const schedule = body as Schedule & { path: string }
    if (schedules.has(schedule.path)) return { status: 400, text: `Schedule ${schedule.path} already exists` }
    schedules.set(schedule.path, schedule)
    return { text: schedule.path }
  })
  const change = (path: string, body: unknown) => {
    const schedule = schedules.get(path)
    if (!schedule) return { status: 404, text: 'Not found' }
    Object.assign(schedule, body)
    return { text: path }
  }
  door.on('POST', /^\/schedules\/update\/(.+)$/, ({ match, body }) => change(match[1]!, body))
  door.on('POST', /^\/schedules\/setenabled\/(.+)$/, ({ match, body }) => change(match[1]!, body))
}
