import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** A bundle as it lies on disk. */
export interface StoredBundle {
  /** The file that esbuild made; stacks speak of its lines, compiled or not. */
  source: string
  /** The file that Bun loads: the source, or the same compiled to bytecode. */
  file: string
  /** The map from the source's lines to those of the scripts. */
  mapFile: string
  /** An ES module, because it awaits at its top level or asks where it is; else CommonJS. */
  isModule: boolean
  /** It speaks of `stdout` or `stderr`: it may write to them by itself. */
  usesStreams: boolean
  /** Packages stay where they are, so that the code is not all here. */
  isPartial: boolean
  /** The scripts in it, beside the first: path to the SHA-256 of the content. */
  imported: Record<string, string>
}

/** What is known of a bundle without looking at it. */
export type BundleFacts = Pick<StoredBundle, 'isModule' | 'usesStreams' | 'isPartial' | 'imported'>

/** What esbuild made. */
export interface MadeBundle extends BundleFacts {
  code: string
  map: string
}

/**
 * Keeps bundles, a folder for each key. Under a server that runs as root a job can open the bundle whose key it is told and
 * cannot list the others: the folder of all may be searched, not read. Another user could then not remove the data folder.
 */
export function createBundleStore(directory: string) {
  mkdirSync(directory, { recursive: true })
  removeOldest(directory)
  if (process.getuid?.() === 0) chmodSync(directory, 0o311)
  const at = (key: string, name: string) => join(directory, key, name)

  function stored(key: string, facts: BundleFacts): StoredBundle {
    const source = at(key, facts.isModule ? 'bundle.mjs' : 'bundle.js')
    const compiled = at(key, 'bundle.bc.js')
    return { ...facts, source, file: existsSync(`${compiled}.jsc`) ? compiled : source, mapFile: at(key, 'map.json') }
  }

  return {
    get(key: string): StoredBundle | undefined {
      try {
        return stored(key, JSON.parse(readFileSync(at(key, 'facts.json'), 'utf8')))
      } catch {
        return undefined
      }
    },
    /** Writes a bundle; the facts come last, so that a half-written one is not found. */
    put(key: string, { code, map, ...facts }: MadeBundle): StoredBundle {
      rmSync(at(key, '.'), { recursive: true, force: true })
      mkdirSync(at(key, '.'), { recursive: true })
      const bundle = stored(key, facts)
      write(bundle.source, code)
      write(bundle.mapFile, map)
      write(at(key, 'facts.json'), JSON.stringify(facts))
      return bundle
    },
  }
}

/** Bundles that are kept from one run of the server to the next. */
const MOST_KEPT = 2000

/** Removes those that were made first; one that is needed again is made again. */
function removeOldest(directory: string): void {
  const keys = readdirSync(directory)
  if (keys.length <= MOST_KEPT) return
  const made = keys.map((key) => ({ key, at: statSync(join(directory, key)).mtimeMs }))
  made.sort((a, b) => a.at - b.at)
  for (const { key } of made.slice(0, keys.length - MOST_KEPT / 2)) {
    rmSync(join(directory, key), { recursive: true, force: true })
  }
}

function write(file: string, text: string) {
  const half = `${file}.${process.pid}.part`
  writeFileSync(half, text)
  renameSync(half, file)
}
