import { notSupported } from '../shared/errors.ts'
import { memberOf, newRoutes, type Routes } from './context.ts'

/** Parts of a workspace's API that this server has not, and what to do instead. */
export const ABSENT: Record<string, string> = {
  job_helpers:
    'files of an object storage: this server has none. Keep what is small in a result, a resource or the data table; ' +
    'a Windmill with a workspace storage serves the same call',
  s3_proxy: 'files of an object storage: this server has none',
  oidc: 'tokens of OpenID Connect, as in a free Windmill: an enterprise edition makes them',
  assets: 'assets and pipelines: what a script reads and writes is not recorded here',
  audit: 'the audit log: this server keeps jobs and versions, and no record of who looked',
  trash: 'a trash: what is deleted is gone; push it again from the repository',
  native_triggers:
    'triggers that another service sets up: give that service the address of an HTTP trigger or a webhook',
  oauth: 'OAuth: put the token into a variable or a resource',
}

/** Answers every call of an absent part with 501 and the reason, once the caller is known. */
export const absentRoutes =
  (part: string): Routes =>
  (windmill) => {
    const app = newRoutes()
    app.all('/*', (c) => {
      memberOf(windmill, c)
      throw notSupported(ABSENT[part] ?? part)
    })
    return app
  }

const FORKS =
  'forks of a workspace: make another workspace (`wmill workspace add --create`) and push the repository into it'

/** Parts below `workspaces/` that this server has not: lists of them are empty, the rest is refused. */
export const absentWorkspaceRoutes: Routes = (windmill) => {
  const app = newRoutes()
  for (const route of ['/list_ducklakes', '/get_secondary_storage_names', '/protection_rules']) {
    app.get(route, (c) => {
      memberOf(windmill, c)
      return c.json([])
    })
  }
  app.get('/git_sync_deploy_mode', (c) => {
    memberOf(windmill, c)
    return c.json({ configured: false, auto_pull: false })
  })
  const refused: Record<string, string> = {
    '/create_fork': FORKS,
    '/create_workspace_fork_branch': FORKS,
    '/protection_rules': 'rules of protection: who may write is decided by folders',
    '/connect_slack': 'Slack: this server has no connection to it',
    '/create_pg_database': 'further databases: the data table is main (another with --postgres)',
  }
  for (const [route, reason] of Object.entries(refused)) {
    app.post(route, (c) => {
      memberOf(windmill, c)
      throw notSupported(reason)
    })
  }
  return app
}
