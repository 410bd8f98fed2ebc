/**
 * The locks of scripts, in the form in which Windmill keeps them: a package.json, `//bun.lock`, and the text of a bun.lock
 * (`<empty>` when nothing is needed). They name the versions that this repository has installed and tests with, so that a
 * real Windmill runs the same ones.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packagesOf } from './script-packages.ts'

const SEPARATOR = '\n//bun.lock\n'
const NOTHING = '<empty>'

/** A script whose lock is not what its imports ask for. */
export interface StaleLock {
  /** Of the lock, relative to the root. */
  path: string
  /** The package.json that it must have. */
  manifest: string
}

/**
 * The locks below f/ that are missing or name other packages or versions. A script without metadata is not one that is
 * deployed yet. It needs no network.
 */
export function staleLocks(root: string): StaleLock[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const scripts = readdirSync(join(root, 'f'), { recursive: true, encoding: 'utf8' })
    .map((path) => `f/${path}`)
    .filter((path) => path.endsWith('.script.yaml'))
    .map((path) => path.replace(/\.script\.yaml$/, '.ts'))
  return scripts.flatMap((script) => {
    const manifest = manifestOf(root, packagesOf(script, read))
    const path = script.replace(/\.ts$/, '.script.lock')
    return isFresh(existsSync(join(root, path)) ? read(path) : '', manifest) ? [] : [{ path, manifest }]
  })
}

function isFresh(lock: string, manifest: string): boolean {
  const [head, ...rest] = lock.split(SEPARATOR)
  const body = rest.join(SEPARATOR).trim()
  return head === manifest && body !== '' && (body === NOTHING) === (manifest === EMPTY)
}

const EMPTY = toText({})

function manifestOf(root: string, packages: Set<string>): string {
  const versions = [...packages].sort().map((name) => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
    return [name, version] as const
  })
  return toText(Object.fromEntries(versions))
}

function toText(dependencies: Record<string, string>): string {
  return JSON.stringify({ dependencies }, null, 2)
}

/** Writes locks, resolved by Bun against the npm registry. Throws what Bun says when it cannot. */
export function writeLocks(root: string, stale: StaleLock[]): void {
  const resolved = new Map<string, string>([[EMPTY, NOTHING]])
  for (const { path, manifest } of stale) {
    if (!resolved.has(manifest)) resolved.set(manifest, resolve(root, manifest))
    writeFileSync(join(root, path), `${manifest}${SEPARATOR}${resolved.get(manifest)}`)
  }
}

function resolve(root: string, manifest: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-lock-'))
  try {
    writeFileSync(join(folder, 'package.json'), manifest)
    const bun = join(root, 'node_modules', '.bin', 'bun')
    const { status, stderr } = spawnSync(bun, ['install', '--lockfile-only'], { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`Bun could not resolve ${manifest}: ${stderr.trim()}`)
    return readFileSync(join(folder, 'bun.lock'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
