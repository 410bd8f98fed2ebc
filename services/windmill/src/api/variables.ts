import { z } from 'zod'
import { readVariable, visibleVariable } from '../interpolate/index.ts'
import { badRequest } from '../shared/errors.ts'
import { checkItemPath } from '../shared/paths.ts'
import { toTimestamp } from '../shared/system.ts'
import { resources, variables } from '../store/index.ts'
import { memberOf, newRoutes, pathOf, type Routes, readBody, readQuery } from './context.ts'
import { contextualVariables } from './contextual-variables.ts'
import { paged } from './paging.ts'
import { Flag } from './query-flag.ts'

const Fields = z.object({
  path: z.string().nullish(),
  value: z.string().nullish(),
  is_secret: z.boolean().nullish(),
  description: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  ws_specific: z.boolean().nullish(),
})
const NewVariable = Fields.extend({
  path: z.string(),
  value: z.string(),
  is_secret: z.boolean().default(false),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
})
const Write = z.object({ already_encrypted: Flag.default(false) })
const Read = z.object({ decrypt_secret: Flag.default(true), include_encrypted: Flag.default(false) })
const Filter = z.object({ path_start: z.string().default('') })

/** A variable as `get` and the list show it, with the value that this caller is to see. */
const variableView = (variable: variables.Variable, value: string | null) => {
  const { labels, edited_at, edited_by, ws_specific, is_linked, expires_at, ...fields } = variable
  return {
    ...fields,
    value,
    account: null,
    is_oauth: false,
    is_expired: null,
    is_refreshed: null,
    refresh_error: null,
    is_linked,
    expires_at: expires_at === null ? null : toTimestamp(expires_at),
    ws_specific,
    edited_at: toTimestamp(edited_at),
    edited_by,
    is_draft: false,
    ...(labels && { labels }),
  }
}

/**
 * Variables (`/api/w/:workspace/variables`). A secret is kept sealed; it is shown open only by `get` and `get_value`,
 * and sealed (`include_encrypted`) to the CLI, which writes it into files and pushes it back as it was
 * (`already_encrypted`). One that has an `expires_at` is not there any more from then on.
 */
export const variableRoutes: Routes = (windmill) => {
  const { store, auth, system } = windmill
  const { connection } = store
  const routes = newRoutes()

  /** The value to keep. A pushed file may hold the sealed text or, where a person wrote it, the plain one. */
  const kept = (workspace: string, value: string, secret: boolean, alreadyEncrypted: boolean): string => {
    if (!secret) return value
    return alreadyEncrypted ? auth.sealUnlessSealed(workspace, value) : auth.seal(workspace, value)
  }

  routes.get('/list_contextual', (c) => c.json(contextualVariables(memberOf(windmill, c), windmill.baseUrl())))

  routes.get('/list', (c) => {
    const member = memberOf(windmill, c)
    const { path_start } = readQuery(c, Filter)
    const { workspace_id, username } = member
    const all = variables.listVariables.all(connection, { workspace_id, now: system.now() })
    // As Windmill, the list leaves out the secrets that stand for one's own arguments of jobs.
    const seen = all.filter(
      ({ path, extra_perms }) =>
        path.startsWith(path_start) &&
        !path.startsWith(`u/${username}/secret_arg/`) &&
        auth.canRead(member, path, extra_perms),
    )
    return c.json(paged(c, seen).map((variable) => variableView(variable, variable.is_secret ? null : variable.value)))
  })

  routes.get('/get/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    const { decrypt_secret, include_encrypted } = readQuery(c, Read)
    const variable = visibleVariable(windmill, member, pathOf(c))
    if (!variable.is_secret) return c.json(variableView(variable, variable.value))
    if (decrypt_secret) return c.json(variableView(variable, auth.open(member.workspace_id, variable.value)))
    return c.json(variableView(variable, include_encrypted ? variable.value : null))
  })

  routes.get('/get_value/:path{.+}', (c) => c.json(readVariable(windmill, memberOf(windmill, c), pathOf(c))))

  routes.get('/exists/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    const [{ workspace_id }, path] = [member, pathOf(c)]
    const variable = variables.getVariable.one(connection, { workspace_id, path, now: system.now() })
    return c.json(variable !== undefined && auth.canRead(member, path, variable.extra_perms))
  })

  routes.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    const { already_encrypted } = readQuery(c, Write)
    const { path, value, is_secret, ...fields } = await readBody(c, NewVariable)
    checkItemPath(path)
    auth.requireWrite(member, path, {})
    const now = system.now()
    variables.deleteExpiredVariables.run(connection, { now })
    const made = variables.insertVariable.run(connection, {
      workspace_id: member.workspace_id,
      path,
      value: kept(member.workspace_id, value, is_secret, already_encrypted),
      is_secret,
      description: fields.description ?? '',
      labels: fields.labels ?? undefined,
      ws_specific: fields.ws_specific ?? false,
      expires_at: fields.expires_at ? Date.parse(fields.expires_at) : undefined,
      edited_by: member.username,
      now,
    })
    if (made === 0) throw badRequest(`Variable ${path} already exists`)
    return c.text(`variable ${path} created`, 201)
  })

  routes.post('/update/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id } = member
    const { already_encrypted } = readQuery(c, Write)
    const fields = await readBody(c, Fields)
    const variable = visibleVariable(windmill, member, pathOf(c))
    auth.requireWrite(member, variable.path, variable.extra_perms)
    const secret = fields.is_secret ?? variable.is_secret
    if (secret !== variable.is_secret && typeof fields.value !== 'string') {
      throw badRequest('cannot change is_secret without updating value too')
    }
    const now = system.now()
    const moved = fields.path && fields.path !== variable.path ? fields.path : undefined
    if (moved) {
      checkItemPath(moved)
      auth.requireOwner(member, variable.path)
      auth.requireWrite(member, moved, {})
      variables.deleteExpiredVariables.run(connection, { now })
      if (variables.getVariable.one(connection, { workspace_id, path: moved, now })) {
        throw badRequest(`Variable ${moved} already exists`)
      }
    }
    variables.updateVariable.run(connection, {
      workspace_id,
      path: variable.path,
      new_path: moved,
      value: typeof fields.value === 'string' ? kept(workspace_id, fields.value, secret, already_encrypted) : undefined,
      is_secret: secret,
      description: fields.description ?? undefined,
      labels: fields.labels ?? undefined,
      ws_specific: fields.ws_specific ?? undefined,
      edited_by: member.username,
      now,
    })
    return c.text(`variable ${variable.path} updated (npath: "${moved ?? variable.path}")`)
  })

  /** With it goes the resource of the same path. */
  routes.delete('/delete/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    const { workspace_id, path, extra_perms } = visibleVariable(windmill, member, pathOf(c))
    auth.requireWrite(member, path, extra_perms)
    store.transaction(() => {
      variables.deleteVariable.run(connection, { workspace_id, path })
      resources.deleteResource.run(connection, { workspace_id, path })
    })
    return c.text(`variable ${path} deleted`)
  })

  routes.post('/encrypt', async (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.text(auth.seal(workspace_id, await readBody(c, z.string())))
  })

  return routes
}
