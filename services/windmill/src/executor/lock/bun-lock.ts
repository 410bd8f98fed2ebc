import { type InstalledPackage, type InstalledTree, placeOf } from './installed-tree.ts'

/**
 * The text of a `bun.lock` (version 2, as Bun 1.4 writes it) for `dependencies`, with the versions of an installed tree.
 * A package that is not in the tree, or in another version than the one that is wanted, is left for Bun to find. The same
 * tree gives the same text.
 */
export function bunLock(dependencies: Record<string, string>, tree: InstalledTree): string {
  const installed = Object.keys(dependencies).filter((name) =>
    isWanted(tree[`node_modules/${name}`], dependencies[name]!),
  )
  const places = reachable(installed, tree)
  const entries = places
    .map((place) => [keyOf(place), entryOf(place, tree[place]!)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const wanted = Object.entries(dependencies).map(([name, version]) => `        ${quote(name)}: ${quote(version)},\n`)
  const packages = entries.map(([key, entry]) => `    ${quote(key)}: ${entry},\n`)
  return `{
  "lockfileVersion": 2,
  "configVersion": 1,
  "workspaces": {
    "": {
      "dependencies": {
${wanted.join('')}      },
    },
  },
  "packages": {
${packages.join('\n')}  }
}
`
}

const EXACT = /^=?\d+\.\d+\.\d+/
const SAME_MAJOR = /^\^([1-9]\d*)\./
const SAME_MINOR = /^[~^](\d+\.\d+)\./

/** Whether the installed version is one that the range allows, as far as it names the version, its major or its minor. */
function isWanted(found: InstalledPackage | undefined, range: string): boolean {
  if (!found) return false
  if (EXACT.test(range)) return found.version === range.replace('=', '')
  const part = SAME_MAJOR.exec(range) ?? SAME_MINOR.exec(range)
  return part === null || found.version.startsWith(`${part[1]}.`)
}

/** All packages that the wanted ones need, those that are installed; optional ones too, when they are. */
function reachable(names: string[], tree: InstalledTree): string[] {
  const found = new Set<string>()
  const visit = (name: string, from: string) => {
    const place = placeOf(tree, name, from)
    if (place === undefined || found.has(place)) return
    found.add(place)
    for (const needed of neededBy(tree[place]!)) visit(needed, place)
  }
  for (const name of names) visit(name, '')
  return [...found]
}

function neededBy({ dependencies, optionalDependencies, ...rest }: InstalledPackage): string[] {
  const optional = optionalPeers(rest)
  const peers = Object.keys(rest.peerDependencies ?? {}).filter((name) => !optional.includes(name))
  return [...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {}), ...peers]
}

const optionalPeers = ({ peerDependenciesMeta }: Pick<InstalledPackage, 'peerDependenciesMeta'>) =>
  Object.entries(peerDependenciesMeta ?? {}).flatMap(([name, { optional }]) => (optional ? [name] : []))

/** `a` for `node_modules/a`, `a/b` for `node_modules/a/node_modules/b`. */
const keyOf = (place: string) => place.replace(/^node_modules\//, '').replaceAll('/node_modules/', '/')

function entryOf(place: string, found: InstalledPackage): string {
  const { version, integrity = '', dependencies, optionalDependencies, peerDependencies, os, cpu, bin } = found
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const optional = optionalPeers(found)
  const facts = {
    ...(some(dependencies) && { dependencies }),
    ...(some(optionalDependencies) && { optionalDependencies }),
    ...(some(peerDependencies) && { peerDependencies }),
    ...(optional.length > 0 && { optionalPeers: optional }),
    ...(os && { os: single(os) }),
    ...(cpu && { cpu: single(cpu) }),
    ...(bin && { bin }),
  }
  return `[${quote(`${name}@${version}`)}, "", ${spaced(facts)}, ${quote(integrity)}]`
}

const some = (record: Record<string, string> | undefined) => record !== undefined && Object.keys(record).length > 0
const single = (list: string[]) => (list.length === 1 ? list[0]! : list)
const quote = (text: string) => JSON.stringify(text)

/** JSON on one line, with the spaces that Bun puts. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([key, inner]) => `${quote(key)}: ${spaced(inner)}`)
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'
}
