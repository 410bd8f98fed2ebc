import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { changesOf } from '../../deploy/index.ts'
import { badRequest, notFound } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { triggers } from '../../store/index.ts'
import { memberOf, newRoutes, pathOf, readBody, readQuery, type Windmill } from '../context.ts'
import { seen, seenOf } from '../items/access.ts'
import { checkRunnable } from '../items/runnable-access.ts'
import { runsAs } from '../items/runs-as.ts'
import { paged } from '../paging.ts'
import { Flag } from '../query-flag.ts'
import { extrasOf, modeBody, modeOf, type TriggerBody, triggerBody } from './trigger-body.ts'
import { triggerView } from './trigger-view.ts'

/** What is particular about a kind of trigger. */
export interface TriggerKind {
  /** `http`, `websocket`. */
  kind: string
  /** The kind's own fields, checked, as the API shows them. Throws 400 for what cannot be. */
  configOf(windmill: Windmill, member: Member, body: TriggerBody, before: triggers.Trigger | undefined): JsonObject
}

const taken = (path: string) => badRequest(`A trigger already exists at path ${path}`)

/** What the lists of triggers can be asked; the names are those of Windmill's API. */
const listQuery = z.object({
  path: z.string().optional(),
  is_flow: Flag.optional(),
  path_start: z.string().optional(),
})

/** Triggers of one kind as stored rows: `/api/w/:workspace/KIND_triggers`. Changes are told to `changesOf`. */
export function triggerRoutes(windmill: Windmill, { kind, configOf }: TriggerKind): Hono {
  const { auth, store, system } = windmill
  const { connection } = store
  const app = newRoutes()

  const triggerAt = (c: Context): triggers.Trigger => {
    const member = memberOf(windmill, c)
    const path = pathOf(c)
    const { workspace_id } = member
    const trigger = seen(windmill, member, triggers.getTrigger.one(connection, { workspace_id, kind, path }))
    if (!trigger) throw notFound(`Trigger not found at path: ${path}`)
    return trigger
  }
  const rowOf = (member: Member, body: TriggerBody, before?: triggers.Trigger) => {
    checkRunnable(windmill, member, body)
    return {
      workspace_id: member.workspace_id,
      kind,
      path: body.path,
      script_path: body.script_path,
      is_flow: body.is_flow,
      mode: modeOf(body) ?? before?.mode ?? ('enabled' as const),
      config: { ...configOf(windmill, member, body, before), ...extrasOf(body) },
      ...runsAs(windmill, member, body, before ? undefined : body.path),
      edited_by: member.username,
      edited_at: system.now(),
    }
  }
  const save = (work: () => number) =>
    store.transaction(() => {
      const rows = work()
      changesOf(store).emit('triggers')
      return rows
    })

  app.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    const body = await readBody(c, triggerBody)
    auth.requireWrite(member, body.path, {})
    const row = { ...rowOf(member, body), extra_perms: {} }
    if (save(() => triggers.insertTrigger.run(connection, row)) === 0) {
      throw taken(body.path)
    }
    return c.text(body.path, 201)
  })

  app.post('/update/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const body = await readBody(c, triggerBody)
    const before = triggerAt(c)
    auth.requireWrite(member, before.path, before.extra_perms)
    if (body.path !== before.path) {
      auth.requireWrite(member, body.path, {})
      if (triggers.getTrigger.one(connection, { workspace_id: member.workspace_id, kind, path: body.path })) {
        throw taken(body.path)
      }
    }
    const row = rowOf(member, body, before)
    save(() => triggers.updateTrigger.run(connection, { ...row, from: before.path }))
    return c.text(`Trigger '${before.path}' updated`)
  })

  app.post('/setmode/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const { mode } = await readBody(c, modeBody)
    const { workspace_id, path, extra_perms } = triggerAt(c)
    auth.requireWrite(member, path, extra_perms)
    const edit = { edited_by: member.username, edited_at: system.now() }
    save(() => triggers.setTriggerMode.run(connection, { workspace_id, kind, path, mode, ...edit }))
    return c.text(`succesfully updated ${kind} trigger at path ${path} to status ${mode}`)
  })

  app.delete('/delete/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id, path, extra_perms } = triggerAt(c)
    auth.requireWrite(member, path, extra_perms)
    save(() => triggers.deleteTrigger.run(connection, { workspace_id, kind, path }))
    return c.text(`Trigger '${path}' deleted`)
  })

  app.get('/get/:path{.+}', (c) => c.json({ ...triggerView(triggerAt(c)), is_draft: false }))
  app.get('/exists/:path{.+}', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(triggers.getTrigger.one(connection, { workspace_id, kind, path: pathOf(c) }) !== undefined)
  })
  app.get('/list', (c) => {
    const member = memberOf(windmill, c)
    const { path, is_flow, path_start } = readQuery(c, listQuery)
    const { workspace_id } = member
    const found = triggers.listTriggers.all(connection, { workspace_id, kind, path, is_flow, path_start })
    return c.json(paged(c, seenOf(windmill, member, found)).map((row) => ({ ...triggerView(row), is_draft: false })))
  })
  return app
}
