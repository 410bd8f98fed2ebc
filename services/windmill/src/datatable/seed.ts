import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Where an initialised, still empty PGlite folder is kept as a tar file (16 MB), so that only the first start on a
 * machine has to run `initdb`. It stands in `node_modules/.cache/millwright` and carries PGlite's version in its name;
 * where that folder cannot be made, the name is one that nothing is ever found at.
 */
export function seedFile(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const home = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const cache = join(dirname(dirname(home)), '.cache', 'millwright')
  try {
    mkdirSync(cache, { recursive: true })
    return join(cache, `pglite-${version}.tar`)
  } catch {
    return join(tmpdir(), 'millwright-has-no-cache', 'pglite.tar')
  }
}
