import { posix } from 'node:path'
import type { Context, Hono } from 'hono'
import { badRequest, notFoundAt } from '../../shared/errors.ts'
import { rawTemp, scripts } from '../../store/index.ts'
import { memberOf, pathOf, type Windmill } from '../context.ts'
import { seen } from '../items/access.ts'
import { scriptByHash } from './read.ts'

const EXTENSION = /(\.bun\.ts|\.deno\.ts|\.ts|\.py|\.go|\.sh)$/
const PINNED_IMPORT = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])(@?[^'"@\n]+)@[^'"/\n]+((?:\/[^'"\n]*)?)\2/g

/** Routes that answer a script's code alone, as importers want it. */
export function addRawRoutes(app: Hono, windmill: Windmill): void {
  app.get('/raw/p/:path{.+}', (c) => c.text(contentAt(windmill, c)))
  app.get('/raw_unpinned/p/:path{.+}', (c) => c.text(contentAt(windmill, c).replace(PINNED_IMPORT, '$1$2$3$4$2')))
  app.get('/raw/h/:file', (c) => {
    const file = c.req.param('file')
    if (!file.endsWith('.ts')) throw badRequest('Raw script path must end with .ts')
    return c.text(scriptByHash(windmill, c, file.slice(0, -'.ts'.length)).content)
  })
}

/**
 * The code at the path of the request, which ends in a language's extension and may go up (`f/a/b.ts/../c.ts`, as a
 * relative import of Windmill's Bun worker does). `temp_script_hash` names code that the CLI has handed over for a
 * preview or a lock, and that stands in for what is deployed.
 */
function contentAt(windmill: Windmill, c: Context): string {
  const { connection } = windmill.store
  const member = memberOf(windmill, c)
  const { workspace_id } = member
  const hash = c.req.query('temp_script_hash')
  const temporary = hash && rawTemp.getRawTemp.one(connection, { workspace_id, hash })
  if (temporary) return temporary.content

  const file = posix.normalize(pathOf(c))
  if (!EXTENSION.test(file)) throw badRequest(`Path must ends with a .py, .ts, .go. or .sh extension: ${file}`)
  const path = file.replace(EXTENSION, '')
  const script = seen(windmill, member, scripts.getLiveScript.one(connection, { workspace_id, path }))
  if (!script) throw notFoundAt('Script', 'path', path)
  return script.content
}
