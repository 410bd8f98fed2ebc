import { z } from 'zod'
import { toTimestamp } from '../shared/system.ts'
import { sharedUi } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody } from './context.ts'
import { files } from './items/files.ts'

const body = z.object({ files })

/** The files that raw apps of a workspace share: `/api/w/:workspace/shared_ui`. Admins write them. */
export const sharedUiRoutes: Routes = (windmill) => {
  const { auth, store, system } = windmill
  const { connection } = store
  const app = newRoutes()

  app.get('/get', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    const none = { files: {}, version: 0, edited_by: '', edited_at: system.now() }
    const { edited_at, ...found } = sharedUi.getSharedUi.one(connection, { workspace_id }) ?? none
    return c.json({ ...found, edited_at: toTimestamp(edited_at) })
  })
  app.put('/', async (c) => {
    const member = memberOf(windmill, c)
    auth.requireAdmin(member)
    const sent = await readBody(c, body)
    const { workspace_id, username: edited_by } = member
    sharedUi.putSharedUi.run(connection, { workspace_id, files: sent.files, edited_by, edited_at: system.now() })
    return c.text('Shared UI updated')
  })
  return app
}
