import { z } from 'zod'
import { packageImport } from '../bundle/package-name.ts'
import { workspacePath } from '../bundle/workspace-path.ts'
import type { LockedList } from '../contract.ts'
import { executionError } from '../job-error.ts'
import { parseModule } from '../script/parse.ts'
import { bunLock } from './bun-lock.ts'
import { type InstalledTree, readInstalledTree } from './installed-tree.ts'

/** The npm packages that a script needs, those of the scripts that it imports included: name to pinned version. */
export function packagesOf(
  code: string,
  path: string,
  resolve: (path: string) => string | undefined,
): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  const seen = new Set<string>()
  const visit = (content: string, from: string) => {
    for (const specifier of parseModule(content).imports) {
      const imported = workspacePath(specifier, from)
      const wanted = imported === undefined ? packageImport(specifier) : undefined
      if (wanted) found.set(wanted.name, wanted.version ?? found.get(wanted.name))
      if (imported === undefined || seen.has(imported)) continue
      seen.add(imported)
      const next = resolve(imported)
      if (next !== undefined) visit(next, imported)
    }
  }
  visit(code, path)
  return found
}

/**
 * The lock of a script as Windmill writes it: a package.json and the text of a bun.lock, made of what is installed in
 * `nodeModules`, without the network, and the same each time. Without packages the second part is the word `<empty>`,
 * which a real Windmill takes for "nothing to install". Throws an execution error when the script is no TypeScript.
 */
export function lockOf(
  code: string,
  path: string,
  resolve: (path: string) => string | undefined,
  nodeModules: string[],
): string {
  const wanted = [...packagesOf(code, path, resolve)].sort(([a], [b]) => (a < b ? -1 : 1))
  const dependencies = Object.fromEntries(wanted.map(([name, version]) => [name, version ?? 'latest']))
  return lockText(dependencies, JSON.stringify({ dependencies }, null, 2), nodeModules)
}

const list = z.looseObject({ dependencies: z.record(z.string(), z.string()).default({}) })

/**
 * The lock of a script whose packages a package.json names: that text, and the versions that are installed of them, where
 * they are those that it asks for. Throws an execution error when the text is no package.json.
 */
export function lockOfList({ header, content }: LockedList, nodeModules: string[]): string {
  const { dependencies } = readList(content)
  return `${header}\n${lockText(dependencies, content.trimEnd() || '{\n  "dependencies": {}\n}', nodeModules)}`
}

function readList(content: string): z.infer<typeof list> {
  try {
    return list.parse(content.trim() === '' ? {} : JSON.parse(content))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw executionError(`The package list of the workspace is no package.json: ${why}`)
  }
}

function lockText(dependencies: Record<string, string>, manifest: string, nodeModules: string[]): string {
  if (Object.keys(dependencies).length === 0) return `${manifest}\n//bun.lock\n<empty>`
  const tree: InstalledTree = Object.assign({}, ...nodeModules.map(readInstalledTree).reverse())
  return `${manifest}\n//bun.lock\n${bunLock(dependencies, tree)}`
}
