import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { executionError } from '../job-error.ts'
import type { PackageImport } from './package-name.ts'

/** Where npm packages of scripts come from: what is installed beside the server, else a cache that Bun fills. */
export interface Packages {
  /** The folder from which the package can be imported; installs it when it is nowhere. Throws an execution error. */
  folderOf(wanted: PackageImport, log: (text: string) => void): Promise<string>
  /** Changes when what is installed beside the server changes, so that bundles are made anew. */
  fingerprint(): string
}

/** What of the operator's environment `bun install` needs: the registry, proxies and their certificates. */
const INSTALL_ENVIRONMENT = /^(?:PATH|HOME|(?:https?|no)_proxy|npm_config_.*|BUN_CONFIG_.*|NODE_EXTRA_CA_CERTS)$/i

/** `cacheDir` holds a folder for each package and version that was installed for scripts. */
export function createPackages(nodeModules: string[], cacheDir: string, bun: string): Packages {
  const installing = new Map<string, Promise<string>>()

  async function folderOf({ name, version }: PackageImport, log: (text: string) => void): Promise<string> {
    const installed = nodeModules.find((modules) => {
      const found = versionIn(join(modules, name))
      return found !== undefined && (version === undefined || version === found)
    })
    if (installed) return dirname(installed)
    const wanted = `${name}@${version ?? 'latest'}`
    const folder = join(cacheDir, wanted.replaceAll('/', '+'))
    if (versionIn(join(folder, 'node_modules', name))) return folder
    const running = installing.get(folder)
    if (running) return running
    const started = install(bun, folder, name, version ?? 'latest', log).finally(() => installing.delete(folder))
    installing.set(folder, started)
    return started
  }

  return {
    folderOf,
    fingerprint: () => nodeModules.map((modules) => stamp(join(modules, '.package-lock.json'))).join(),
  }
}

/** The version of the package in a folder; undefined when there is none. */
function versionIn(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

/** `npm install` writes a hidden lock file anew each time that it changes something. */
function stamp(file: string): number {
  try {
    return statSync(file).mtimeMs
  } catch {
    return 0
  }
}

/** Installs one package in a folder of its own; the folder appears under its name only when all went well. */
async function install(bun: string, folder: string, name: string, version: string, log: (text: string) => void) {
  const half = `${folder}.${process.pid}.part`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'package.json'), JSON.stringify({ dependencies: { [name]: version } }))
  log(`--- BUN INSTALL ---\n${name}@${version}\n`)
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => INSTALL_ENVIRONMENT.test(key)))
  const child = spawn(bun, ['install', '--no-progress', '--no-summary'], { cwd: half, env })
  let printed = ''
  child.stdout.on('data', (text) => (printed += text))
  child.stderr.on('data', (text) => (printed += text))
  const code = await new Promise<number | null>((resolve) =>
    child.on('close', resolve).on('error', () => resolve(null)),
  )
  if (code !== 0) {
    rmSync(half, { recursive: true, force: true })
    throw executionError(
      `npm package ${name}@${version} is not installed beside the server and could not be fetched: ` +
        `${printed.trim() || 'bun install did not run'}\nInstall it with: npm install ${name}`,
    )
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(half, folder)
  return folder
}
