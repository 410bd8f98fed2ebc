import type { Context, Hono } from 'hono'
import type { Member } from '../../auth/index.ts'
import { scripts } from '../../store/index.ts'
import { memberOf, type Windmill } from '../context.ts'
import { refuseOperator } from '../items/access.ts'
import { scriptAt, scriptByHash } from './read.ts'
import { scriptView } from './script-view.ts'

/** Routes that take scripts out of use. */
export function addArchiveRoutes(app: Hono, windmill: Windmill): void {
  const { auth, store } = windmill
  const { connection } = store

  /** The caller, who may change the script. */
  const writer = (c: Context, { path, extra_perms }: scripts.Script): Member => {
    const member = memberOf(windmill, c)
    refuseOperator(member, 'archive scripts')
    auth.requireWrite(member, path, extra_perms)
    return member
  }

  app.post('/archive/p/:path{.+}', (c) => {
    const script = scriptAt(windmill, c)
    writer(c, script)
    scripts.archiveScriptsAt.run(connection, script)
    return c.body(null, 200)
  })
  app.post('/archive/h/:hash', (c) => {
    const script = scriptByHash(windmill, c)
    writer(c, script)
    scripts.archiveScript.run(connection, script)
    return c.json(scriptView({ ...script, archived: true }))
  })
  app.post('/delete/h/:hash', (c) => {
    const script = scriptByHash(windmill, c)
    auth.requireAdmin(writer(c, script))
    scripts.eraseScript.run(connection, script)
    return c.json(scriptView({ ...script, content: '', schema: null, lock: '', archived: true, deleted: true }))
  })
  app.post('/delete/p/:path{.+}', (c) => {
    const script = scriptAt(windmill, c)
    auth.requireAdmin(writer(c, script))
    scripts.deleteScriptsAt.run(connection, script)
    return c.json(script.path)
  })
}
