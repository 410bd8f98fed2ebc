import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'

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

/** Stands beside the compiled files when all of them are there: a server may be killed while they are written. */
export const WHOLE = 'compiled'

/**
 * Keeps bundles, a folder and a file of facts for each key. Under a server that runs as root
 * a job can open the bundle whose key it is told and cannot list the others: the folder of
 * all may be searched, not read. Another user could then not remove the data folder.
 */
export function createBundleStore(directory: string) {
  mkdirSync(directory, { recursive: true })
  removeOldest(directory)
  if (process.getuid?.() === 0) chmodSync(directory, 0o311)
  const factsFile = (key: string) => join(directory, `${key}.json`)

  function stored(facts: BundleFacts, folder: string): StoredBundle {
    const source = join(folder, facts.isModule ? 'bundle.mjs' : 'bundle.js')
    const compiled = join(folder, 'bundle.bc.js')
    const file = existsSync(join(folder, WHOLE)) ? compiled : source
    return { ...facts, source, file, mapFile: join(folder, 'map.json') }
  }

  return {
    get(key: string): StoredBundle | undefined {
      try {
        const { name, ...facts } = JSON.parse(readFileSync(factsFile(key), 'utf8'))
        const bundle = stored(facts, join(directory, name))
        return existsSync(bundle.source) ? bundle : undefined
      } catch {
        return undefined
      }
    },
    /**
     * Writes a bundle into a new folder, because jobs may be using the last one of the same key. The facts come last, so
     * that a half-written bundle is not found.
     */
    put(key: string, { code, map, ...facts }: MadeBundle): StoredBundle {
      const folder = mkdtempSync(join(directory, `${key}.`))
      chmodSync(folder, 0o755)
      const bundle = stored(facts, folder)
      writeFileSync(bundle.source, code)
      writeFileSync(bundle.mapFile, map)
      const half = `${folder}.part`
      writeFileSync(half, JSON.stringify({ name: basename(folder), ...facts }))
      renameSync(half, factsFile(key))
      return bundle
    },
  }
}

/** Bundles that are kept from one run of the server to the next; each is a folder and a file of facts. */
const MOST_KEPT = 2000

/** Removes those that were made first; one that is needed again is made again. */
function removeOldest(directory: string): void {
  const names = readdirSync(directory)
  if (names.length <= 2 * MOST_KEPT) return
  const made = names.map((name) => ({ name, at: statSync(join(directory, name)).mtimeMs }))
  made.sort((a, b) => a.at - b.at)
  for (const { name } of made.slice(0, names.length - MOST_KEPT)) {
    rmSync(join(directory, name), { recursive: true, force: true })
  }
}
