import { zipSync } from 'fflate'
import { badRequest } from '../../shared/errors.ts'
import { memberOf, newRoutes, type Routes, readQuery } from '../context.ts'
import { archiveQuery } from './archive.ts'
import { archiveMembers } from './archive-members.ts'

/** The earliest time that a zip can tell: the same workspace is the same archive. */
const MADE = new Date('1980-01-01T00:00:00')

/** What `wmill sync` reads: the whole workspace as one zip, `/api/w/:workspace/workspaces/tarball`. */
export const tarballRoutes: Routes = (windmill) => {
  const app = newRoutes()
  app.get('/tarball', async (c) => {
    const member = memberOf(windmill, c)
    const query = readQuery(c, archiveQuery)
    if (query.archive_type !== 'zip') {
      throw badRequest(`Invalid Archive Type ${query.archive_type}: this server makes archives of the type zip`)
    }
    // Secrets in plain text are more than what a workspace is made of.
    const showsSecrets = (query.plain_secret || query.plain_secrets) && !query.skip_secrets && !query.skip_variables
    if (showsSecrets) windmill.auth.requireReading(member, 'variables')
    const encoder = new TextEncoder()
    const files: Record<string, Uint8Array> = {}
    for (const { name, content } of await archiveMembers(windmill, member, query)) files[name] = encoder.encode(content)
    return c.body(zipSync(files, { mtime: MADE }) as Uint8Array<ArrayBuffer>, 200, {
      // As Windmill says it, for a zip too (wire.jsonl, "wmill sync pull").
      'content-type': 'application/x-tar',
      'content-disposition': `attachment; filename="windmill-${member.workspace_id}.zip"`,
    })
  })
  return app
}
