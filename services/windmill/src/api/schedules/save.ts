import type { Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { changesOf } from '../../deploy/index.ts'
import { checkTiming } from '../../schedule/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { flows, schedules } from '../../store/index.ts'
import { memberOf, readBody, type Windmill } from '../context.ts'
import { setFields } from '../items/fields.ts'
import { checkRunnable } from '../items/runnable-access.ts'
import { runsAs } from '../items/runs-as.ts'
import { scheduleAt } from './read.ts'
import { type ScheduleUpdateBody, scheduleBody, scheduleOptions, scheduleUpdateBody } from './schedule-body.ts'

const enabledBody = z.object({ enabled: z.boolean() })

/** Routes that make, change and delete schedules. A change is told to `changesOf`, so that its next job is queued. */
export function addSaveRoutes(app: Hono, windmill: Windmill): void {
  const { auth, store, system } = windmill
  const { connection } = store
  const changed = ({ workspace_id, path }: { workspace_id: string; path: string }) =>
    changesOf(store).emit('schedule', workspace_id, path)

  const fieldsOf = (member: Member, body: ScheduleUpdateBody, newPath?: string) => {
    checkBody(windmill, body)
    if (body.dynamic_skip) checkRunnable(windmill, member, { script_path: body.dynamic_skip, is_flow: false })
    return {
      workspace_id: member.workspace_id,
      schedule: body.schedule,
      timezone: body.timezone,
      args: body.args ?? null,
      no_flow_overlap: body.no_flow_overlap ?? false,
      paused_until: body.paused_until ?? null,
      options: setFields(scheduleOptions.parse(body)),
      ...runsAs(windmill, member, body, newPath),
      edited_by: member.username,
      edited_at: system.now(),
    }
  }

  app.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id } = member
    const body = await readBody(c, scheduleBody)
    const { path, script_path, is_flow } = body
    auth.requireWrite(member, path, {})
    checkRunnable(windmill, member, body)
    if (!(is_flow && script_path === path) && flows.getFlow.one(connection, { workspace_id, path })) {
      throw badRequest(`The path is already used by a flow: ${path}`)
    }
    const fields = fieldsOf(member, body, path)
    store.transaction(() => {
      const inserted = schedules.insertSchedule.run(connection, {
        ...fields,
        path,
        script_path,
        is_flow,
        enabled: body.enabled ?? false,
        extra_perms: {},
      })
      if (inserted === 0) throw badRequest(`Schedule ${path} already exists`)
      changed({ workspace_id, path })
    })
    return c.text(path)
  })

  app.post('/update/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const body = await readBody(c, scheduleUpdateBody)
    const schedule = scheduleAt(windmill, c)
    auth.requireWrite(member, schedule.path, schedule.extra_perms)
    const fields = fieldsOf(member, body)
    store.transaction(() => {
      schedules.updateSchedule.run(connection, { ...fields, path: schedule.path })
      changed(schedule)
    })
    return c.text(schedule.path)
  })

  app.post('/setenabled/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const { enabled } = await readBody(c, enabledBody)
    const { workspace_id, path, extra_perms } = scheduleAt(windmill, c)
    auth.requireWrite(member, path, extra_perms)
    store.transaction(() => {
      schedules.setScheduleEnabled.run(connection, { workspace_id, path, enabled })
      changed({ workspace_id, path })
    })
    return c.text(`succesfully updated schedule at path ${path} to status ${enabled}`)
  })

  app.delete('/delete/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id, path, extra_perms } = scheduleAt(windmill, c)
    auth.requireWrite(member, path, extra_perms)
    store.transaction(() => {
      schedules.deleteSchedule.run(connection, { workspace_id, path })
      changed({ workspace_id, path })
    })
    return c.text(`schedule ${path} deleted`)
  })
}

/** Refuses what could not run: a bad time, and what a free Windmill leaves out, unless this server has it (`--beyond`). */
function checkBody({ beyond }: Windmill, body: ScheduleUpdateBody): void {
  checkTiming(body)
  if (beyond) return
  const only = (name: string) => badRequest(`${name} is only available in enterprise version`)
  if (body.on_recovery) throw only('on_recovery')
  if (body.on_success) throw only('on_success')
  if ((body.on_failure_times ?? 1) > 1) throw only('on_failure with a number of times > 1')
}
