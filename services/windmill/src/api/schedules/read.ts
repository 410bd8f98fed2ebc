import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { nextOccurrences } from '../../schedule/index.ts'
import { notFoundAt } from '../../shared/errors.ts'
import { toTimestamp } from '../../shared/system.ts'
import { schedules } from '../../store/index.ts'
import { memberOf, newRoutes, pathOf, readBody, readQuery, type Windmill } from '../context.ts'
import { seen, seenOf } from '../items/access.ts'
import { paged } from '../paging.ts'
import { Flag } from '../query-flag.ts'
import { scheduleRow, scheduleView } from './schedule-view.ts'

/** What `schedules/list` can be asked; the names are those of Windmill's API. */
const listQuery = z.object({
  path: z.string().optional(),
  is_flow: Flag.optional(),
  path_start: z.string().optional(),
  schedule_path: z.string().optional(),
  description: z.string().optional(),
  summary: z.string().optional(),
})

/** Routes that show schedules. */
export function addReadRoutes(app: Hono, windmill: Windmill): void {
  const { connection } = windmill.store

  app.get('/list', (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id } = member
    const found = schedules.listSchedules.all(connection, { workspace_id, ...listed(readQuery(c, listQuery)) })
    return c.json(paged(c, seenOf(windmill, member, found)).map(scheduleRow))
  })
  app.get('/get/:path{.+}', (c) => c.json({ ...scheduleView(scheduleAt(windmill, c)), is_draft: false }))
  app.get('/exists/:path{.+}', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(schedules.getSchedule.one(connection, { workspace_id, path: pathOf(c) }) !== undefined)
  })
}

/** Every parameter of the query has to have a value, if only undefined. */
function listed({ path, is_flow, path_start, schedule_path, description, summary }: z.infer<typeof listQuery>) {
  return { path, is_flow, path_start, schedule_path, description, summary }
}

/** The schedule at the path of the request; 404 when there is none that the caller may see. */
export function scheduleAt(windmill: Windmill, c: Context): schedules.Schedule {
  const member = memberOf(windmill, c)
  const path = pathOf(c)
  const { workspace_id } = member
  const schedule = seen(windmill, member, schedules.getSchedule.one(windmill.store.connection, { workspace_id, path }))
  if (!schedule) throw notFoundAt('Schedule', 'path', path)
  return schedule
}

const previewBody = z.object({ schedule: z.string(), timezone: z.string(), cron_version: z.string().nullish() })

/** `/api/schedules/preview`: the next five times of a schedule that need not exist. */
export function schedulePreviewRoutes({ auth, system }: Windmill) {
  const app = newRoutes()
  app.post('/preview', async (c) => {
    auth.require(c.req.raw)
    const times = nextOccurrences(await readBody(c, previewBody), system.now(), 5)
    return c.json(times.map(toTimestamp))
  })
  return app
}
