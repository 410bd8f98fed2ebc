import { readFile } from 'node:fs/promises'
import type { ImportKind, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { executionError } from '../job-error.ts'
import { packageImport } from './package-name.ts'
import type { Packages } from './packages.ts'
import { workspacePath } from './workspace-path.ts'

/** What one bundling needs, and what it finds out. */
export interface BundleJob {
  /** The module that Bun imports; it imports `script:main`. */
  entry: string
  /** The script itself, and its workspace path. */
  code: string
  path: string
  /** Versions of packages that an import without one means. */
  pins: Record<string, string>
  /** The code is JavaScript that was bundled already. */
  isReady: boolean
  /** Content of a deployed script by path. */
  resolve(path: string): string | undefined
  packages: Packages
  log(text: string): void
  /** Imported scripts: path to content. Filled while bundling. */
  imported: Map<string, string>
  /** Packages that look for files beside themselves: they stay where they are. Filled while bundling. */
  rooted: Set<string>
}

/** The modules that are no files: the entry, the script, and the scripts that it imports. */
const NAMESPACE = 'script'
export const ENTRY = 'script:entry'
const MAIN = 'script:main'

/** Lets esbuild find scripts in the workspace and packages where the server has them. */
export function scriptPlugin(job: BundleJob): Plugin {
  const contents = (path: string) => {
    if (path === ENTRY) return job.entry
    return path === MAIN ? job.code : job.imported.get(path)
  }
  return {
    name: 'scripts',
    setup(build) {
      build.onResolve({ filter: /^script:/ }, ({ path }) => ({ path, namespace: NAMESPACE }))
      build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
        contents: contents(path),
        loader: path === MAIN && job.isReady ? 'js' : 'ts',
      }))
      build.onResolve({ filter: /./ }, (asked) => {
        if (asked.pluginData === SEARCHING) return undefined
        return asked.namespace === NAMESPACE ? resolveScriptImport(job, build, asked) : leaveRooted(job, build, asked)
      })
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        if (LOOKS_BESIDE.test(text)) job.rooted.add(packageOf(path)!)
        return { contents: text, loader: 'js' }
      })
    },
  }
}

/** Marks resolutions that this plugin itself asks of esbuild. */
const SEARCHING = { searching: true }

/** Signs that a module reads files beside itself, which a bundle does not have. */
const LOOKS_BESIDE = /\b__dirname\b|\b__filename\b|\bimport\.meta\.(?:url|dirname|filename|resolve)\b/

/** The package that a file in `node_modules` belongs to. */
const packageOf = (file: string) => /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]

async function resolveScriptImport(
  job: BundleJob,
  build: PluginBuild,
  { path: specifier, importer: module, kind }: OnResolveArgs,
): Promise<OnResolveResult> {
  const importer = module === ENTRY || module === MAIN ? job.path : module
  const path = workspacePath(specifier, importer)
  if (path !== undefined) {
    const content = job.imported.get(path) ?? job.resolve(path)
    if (content === undefined) {
      const where = importer ? ` (imported by ${importer})` : ''
      throw executionError(
        `Cannot find script ${path} in the workspace${where}: ` +
          'deploy it, correct the import, or let whom the job runs as read it',
      )
    }
    job.imported.set(path, content)
    return { path, namespace: NAMESPACE }
  }
  const wanted = packageImport(specifier)
  if (!wanted) return { path: specifier, external: true }
  const resolveDir = await job.packages.folderOf({ version: job.pins[wanted.name], ...wanted }, job.log)
  return search(job, build, wanted.name + wanted.subpath, resolveDir, kind)
}

/** Finds a package's file; one that cannot be moved is imported from where it is. */
async function search(
  job: BundleJob,
  build: PluginBuild,
  specifier: string,
  resolveDir: string,
  kind: ImportKind,
): Promise<OnResolveResult> {
  const found = await build.resolve(specifier, { resolveDir, kind, pluginData: SEARCHING })
  if (found.errors.length > 0) throw executionError(`Cannot find ${specifier}: ${found.errors[0]!.text}`)
  const name = packageOf(found.path)
  return name && job.rooted.has(name) ? { path: found.path, external: true } : found
}

/** Imports between files of packages: those of a package that stays where it is, and native code. */
async function leaveRooted(
  job: BundleJob,
  build: PluginBuild,
  { path: specifier, importer, resolveDir, kind }: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (specifier.endsWith('.node')) {
    job.rooted.add(packageOf(importer)!)
    return { path: specifier, external: true }
  }
  const wanted = /^[./]/.test(specifier) ? undefined : packageImport(specifier)
  return wanted && job.rooted.has(wanted.name) ? search(job, build, specifier, resolveDir, kind) : undefined
}
