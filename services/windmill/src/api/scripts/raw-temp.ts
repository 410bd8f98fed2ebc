import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { z } from 'zod'
import { rawTemp, scripts, workspaceDependencies } from '../../store/index.ts'
import { memberOf, readBody, type Windmill } from '../context.ts'
import { seen } from '../items/access.ts'

const KEPT_MS = 7 * 24 * 3600 * 1000

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const diffBody = z.object({
  /** The SHA-256 of each local script, by path. */
  scripts: z.record(z.string(), z.string()),
  workspace_deps: z
    .array(z.object({ path: z.string(), language: z.string(), name: z.string().nullish(), hash: z.string() }))
    .default([]),
})

/** Keeps a text for a week; answers the name under which it is found. */
export function keepRawTemp({ store, system }: Windmill, workspace_id: string, content: string): string {
  // Another hash than that of the text alone: it is a name, not a proof of what somebody has.
  const hash = sha256(`${workspace_id}\n${content}`)
  const now = system.now()
  rawTemp.putRawTemp.run(store.connection, { workspace_id, hash, content, now })
  rawTemp.deleteOldRawTemp.run(store.connection, { before: now - KEPT_MS })
  return hash
}

/** Routes by which the CLI hands over scripts that are not deployed, for previews and locks. */
export function addRawTempRoutes(app: Hono, windmill: Windmill): void {
  const { connection } = windmill.store

  app.post('/raw_temp/store', async (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(keepRawTemp(windmill, workspace_id, await readBody(c, z.string())))
  })

  app.post('/raw_temp/diff', async (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id } = member
    const body = await readBody(c, diffBody)
    const differs = (path: string, hash: string) => {
      const script = seen(windmill, member, scripts.getLiveScript.one(connection, { workspace_id, path }))
      return !script || sha256(script.content) !== hash
    }
    const paths = Object.entries(body.scripts).filter(([path, hash]) => differs(path, hash))
    const dependencies = body.workspace_deps.filter(({ language, name = null, hash }) => {
      const key = { workspace_id, language, name }
      const deployed = workspaceDependencies.getLatestWorkspaceDependencies.one(connection, key)
      return !deployed || sha256(deployed.content) !== hash
    })
    return c.json([...paths.map(([path]) => path), ...dependencies.map(({ path }) => path)])
  })
}
