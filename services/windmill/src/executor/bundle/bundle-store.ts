import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A bundle as it lies on disk. */
export interface StoredBundle {
  /** The file that Bun imports. */
  file: string
  /** Its source map. */
  mapFile: string
  /** The scripts in it, beside the first: path to the SHA-256 of the content. */
  imported: Record<string, string>
}

/**
 * Keeps bundles, a folder for each key. A job can open the bundle whose key it is told and cannot list the others: the
 * folder of all may be searched, not read.
 */
export function createBundleStore(directory: string) {
  mkdirSync(directory, { recursive: true })
  chmodSync(directory, 0o311)
  const place = (key: string) => ({
    file: join(directory, key, 'bundle.js'),
    mapFile: join(directory, key, 'map.json'),
  })
  const facts = (key: string) => join(directory, key, 'imported.json')

  return {
    get(key: string): StoredBundle | undefined {
      try {
        return { ...place(key), imported: JSON.parse(readFileSync(facts(key), 'utf8')) }
      } catch {
        return undefined
      }
    },
    /** Writes a bundle; the facts come last, so that a half-written one is not found. */
    put(key: string, { code, map, imported }: { code: string; map: string; imported: Record<string, string> }) {
      const { file, mapFile } = place(key)
      mkdirSync(join(directory, key), { recursive: true })
      write(file, code)
      write(mapFile, map)
      write(facts(key), JSON.stringify(imported))
      return { file, mapFile, imported }
    },
  }
}

function write(file: string, text: string) {
  const half = `${file}.${process.pid}.part`
  writeFileSync(half, text)
  renameSync(half, file)
}
