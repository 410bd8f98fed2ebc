import { z } from 'zod'
import { notFound } from '../shared/errors.ts'
import { toTimestamp } from '../shared/system.ts'
import { workspaceDependencies } from '../store/index.ts'
import { memberOf, newRoutes, type Routes, readBody, readQuery } from './context.ts'

/** The file of each language, as the CLI names it below `dependencies/`. */
const FILES: Record<string, string> = {
  bun: 'package.json',
  python3: 'requirements.in',
  php: 'composer.json',
  go: 'go.mod',
  powershell: 'modules.json',
}

const language = z.enum(['bun', 'python3', 'php', 'go', 'powershell'])
const name = z.string().regex(/^\w[\w-]*$/, 'a name is made of letters, digits, "_" and "-"')

const body = z.object({
  language,
  name: name.nullish(),
  description: z.string().nullish(),
  content: z.string(),
})

const keyQuery = z.object({ name: name.optional() })

type Dependencies = workspaceDependencies.WorkspaceDependencies

/** The name of the file that a workspace's package list is in a repository; none for a language without such files. */
export function dependencyFile({ language, name }: Pick<Dependencies, 'language' | 'name'>): string | undefined {
  const file = FILES[language]
  return file && (name === null ? file : `${name}.${file}`)
}

const view = (dependencies: Dependencies) => ({ ...dependencies, created_at: toTimestamp(dependencies.created_at) })

/** Package lists that scripts of a workspace share: `/api/w/:workspace/workspace_dependencies`. Admins write them. */
export const workspaceDependencyRoutes: Routes = (windmill) => {
  const { auth, store, system } = windmill
  const { connection } = store
  const app = newRoutes()

  app.get('/list', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    return c.json(workspaceDependencies.listWorkspaceDependencies.all(connection, { workspace_id }).map(view))
  })
  app.get('/get_latest/:language', (c) => {
    const { workspace_id } = memberOf(windmill, c)
    const key = { workspace_id, language: c.req.param('language'), name: readQuery(c, keyQuery).name ?? null }
    const found = workspaceDependencies.getLatestWorkspaceDependencies.one(connection, key)
    if (!found) throw notFound(`Workspace dependencies not found at name ${key.name ?? key.language}`)
    return c.json(view(found))
  })
  app.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    auth.requireAdmin(member)
    const { language, name = null, description = null, content } = await readBody(c, body)
    const { id } = workspaceDependencies.insertWorkspaceDependencies.one(connection, {
      workspace_id: member.workspace_id,
      language,
      name,
      description,
      content,
      created_at: system.now(),
    })!
    return c.text(String(id), 201)
  })
  for (const [route, change, done] of [
    ['/archive/:language', workspaceDependencies.archiveWorkspaceDependencies, 'archived'],
    ['/delete/:language', workspaceDependencies.deleteWorkspaceDependencies, 'deleted'],
  ] as const) {
    app.post(route, (c) => {
      const member = memberOf(windmill, c)
      auth.requireAdmin(member)
      const { workspace_id } = member
      const key = { workspace_id, language: c.req.param('language'), name: readQuery(c, keyQuery).name ?? null }
      const label = key.name ?? key.language
      if (change.run(connection, key) === 0) throw notFound(`Workspace dependencies not found at name ${label}`)
      return c.text(`Workspace dependencies ${label} ${done}`)
    })
  }
  return app
}
