import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A package as npm describes it in a lock file. */
export interface InstalledPackage {
  version: string
  integrity?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
  bin?: Record<string, string>
  os?: string[]
  cpu?: string[]
}

/** Packages by their place below the folder that holds `node_modules`: `node_modules/a/node_modules/b`. */
export type InstalledTree = Record<string, InstalledPackage>

/**
 * What npm noted of a `node_modules` folder: the package-lock.json beside it, which knows the packages of all systems
 * and so says the same on each, or else its own note in the folder; empty when there is none.
 */
export function readInstalledTree(nodeModules: string): InstalledTree {
  for (const file of [join(dirname(nodeModules), 'package-lock.json'), join(nodeModules, '.package-lock.json')]) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).packages
    } catch {}
  }
  return {}
}

/** The place of the package that `name` means to a package at `from` (empty at the top), as Node looks for it. */
export function placeOf(tree: InstalledTree, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = parentPlace(folder)) {
    const place = join(folder, 'node_modules', name)
    if (tree[place]) return place
    if (folder === '') return undefined
  }
}

/** The package in whose `node_modules` a package lies; empty at the top. */
function parentPlace(place: string): string {
  const folder = place.slice(0, place.lastIndexOf('node_modules'))
  return folder === '' ? '' : dirname(`${folder}x`)
}
