import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the files of a folder held when they were last pushed. */
export interface PushedFiles {
  /** Those of the paths whose files are not as they were pushed. */
  fresh(paths: string[]): string[]
  /** Remembers what `fresh` saw as pushed. */
  note(paths: string[]): void
}

/**
 * A push reports a file again and again that leaves out what Windmill fills in by itself, until it is pulled once. So what
 * is new is told by the files.
 */
export function pushedFiles(root: string): PushedFiles {
  const pushed = new Map<string, string>()
  const seen = new Map<string, string>()
  return {
    fresh: (paths) => {
      for (const path of paths) seen.set(path, hashOf(join(root, path)))
      return paths.filter((path) => pushed.get(path) !== seen.get(path))
    },
    note: (paths) => {
      for (const path of paths) pushed.set(path, seen.get(path)!)
    },
  }
}

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
