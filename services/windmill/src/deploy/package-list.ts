import { createHash } from 'node:crypto'
import { badRequest } from '../shared/errors.ts'
import { type Store, workspaceDependencies } from '../store/index.ts'

/** Package lists as the CLI holds them: path below the repository (`dependencies/ai.package.json`) to content. */
export type RawPackageLists = Record<string, string>

/** The packages that a script is to have, in place of those that its imports tell. */
export interface PackageList {
  /** What stands above the lock, so that a change of the list is seen. */
  header: string
  /** The text of a package.json; empty for no packages. */
  content: string
}

/** The languages whose lists are package.json files. */
const LISTED = ['bun', 'bunnative']
const ANNOTATION = /^\/\/\s*(extra[_-])?package_json:(.*)$/

/**
 * The workspace's package list that a TypeScript script uses: the one that its annotation names (`// package_json: ai`,
 * `default` being the one without a name), else the one without a name, if there is one. An annotation that names none
 * means no packages. Lists of the CLI stand above those that are deployed (Windmill's docs, "Workspace dependencies").
 * Throws 400 for a list that is not there, and for what Windmill refuses: several lists, or further packages.
 */
export function packageListOf(
  store: Store,
  workspace_id: string,
  { code, language }: { code: string; language: string },
  raw: RawPackageLists = {},
): PackageList | undefined {
  if (!LISTED.includes(language)) return undefined
  const named = annotationOf(code)
  if (named?.length === 0) return { header: headerOf([]), content: '' }
  const name = named === undefined || named[0] === 'default' ? null : named[0]!
  const file = name === null ? 'package.json' : `${name}.package.json`
  const key = { workspace_id, language: 'bun', name }
  const content =
    raw[`dependencies/${file}`] ??
    workspaceDependencies.getLatestWorkspaceDependencies.one(store.connection, key)?.content
  if (content !== undefined) return { header: headerOf([[name ?? 'default', content]]), content }
  if (named) throw badRequest(`The package list ${name ?? 'default'} is not there: push dependencies/${file}`)
  return undefined
}

/** The lists that a script names; undefined when it says nothing of them. */
function annotationOf(code: string): string[] | undefined {
  for (const line of code.split('\n')) {
    const found = ANNOTATION.exec(line.trimEnd())
    if (!found) continue
    const names = found[2]!
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    if (found[1]) throw badRequest('TypeScript has no extra package lists: name one list with `// package_json: NAME`')
    if (names.length > 1) throw badRequest('A script uses one package list: `// package_json: NAME`')
    return names
  }
  return undefined
}

function headerOf(lists: [name: string, content: string][]): string {
  const lines = lists.map(([name, content]) => {
    const hash = createHash('sha256').update(content).digest('hex')
    return `// workspace-dependencies: ${name}:${hash}`
  })
  return ['// workspace-dependencies-mode: manual', ...lines].join('\n')
}
