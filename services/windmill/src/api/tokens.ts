import { z } from 'zod'
import { parseScope } from '../auth/index.ts'
import { badRequest, notFound, permissionDenied } from '../shared/errors.ts'
import { toTimestamp } from '../shared/system.ts'
import { tokens, workspaces } from '../store/index.ts'
import { newRoutes, type Routes, readBody } from './context.ts'
import { pagingOf } from './paging.ts'

const NewToken = z.object({
  label: z.string().max(1000).nullish(),
  expiration: z.iso.datetime({ offset: true }).nullish(),
  scopes: z.array(z.string()).nullish(),
  workspace_id: z.string().nullish(),
  read_only: z.boolean().nullish(),
})

/** Scopes whose grammar is not that of `parseScope`. */
const OTHER_SCOPE = /^(mcp|if_jobs):/

/** The tokens of the caller (`/api/users/tokens`). */
export const tokenRoutes: Routes = ({ store, auth, system }) => {
  const { connection } = store
  const routes = newRoutes()

  /** Whose tokens these are: not for a job, whose script somebody else may have written. */
  const ownerOf = (request: Request) => {
    const identity = auth.require(request)
    if (identity.token.job_id) throw permissionDenied("A job's token cannot see or change tokens")
    return identity
  }

  /** The token; it is not shown again. A limited token cannot make another, which might be less limited. */
  routes.post('/create', async (c) => {
    const { email, token } = ownerOf(c.req.raw)
    if (token.scopes || token.read_only) {
      throw permissionDenied('A limited token cannot make tokens: log in, or use a token without scopes')
    }
    const { label, expiration, scopes, workspace_id, read_only } = await readBody(c, NewToken)
    const unknown = scopes?.find((scope) => !OTHER_SCOPE.test(scope) && !parseScope(scope))
    if (unknown !== undefined) {
      throw badRequest(
        `Invalid scope format: ${unknown}. Write domain:action, as in variables:read, jobs:run:flows:f/a/b`,
      )
    }
    if (workspace_id && !workspaces.getWorkspace.one(connection, { id: workspace_id })) {
      throw notFound(`Workspace ${workspace_id} not found`)
    }
    const expires_at = expiration ? Date.parse(expiration) : undefined
    if (expires_at !== undefined && expires_at <= system.now()) throw badRequest('The expiration has passed already')
    const made = auth.createToken({
      email,
      label: label ?? undefined,
      scopes: scopes?.length ? scopes : undefined,
      workspace_id: workspace_id ?? undefined,
      read_only: read_only ?? false,
      expires_at,
    })
    return c.text(made, 201)
  })

  routes.get('/list', (c) => {
    const { email } = ownerOf(c.req.raw)
    const entries = tokens.listTokens.all(connection, { email, now: system.now(), ...pagingOf(c) })
    return c.json(
      entries.map(({ created_at, last_used_at, expires_at, ...entry }) => ({
        ...entry,
        email,
        created_at: toTimestamp(created_at),
        last_used_at: toTimestamp(last_used_at),
        expiration: expires_at === null ? null : toTimestamp(expires_at),
      })),
    )
  })

  routes.delete('/delete/:prefix', (c) => {
    const { email } = ownerOf(c.req.raw)
    const token_prefix = c.req.param('prefix')
    const deleted = tokens.deleteTokensByPrefix.run(connection, { email, token_prefix })
    if (deleted === 0) throw notFound(`No token of yours begins with ${token_prefix}`)
    return c.text(`deleted ${deleted} tokens with prefix ${token_prefix}`)
  })

  return routes
}
