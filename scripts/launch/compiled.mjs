// Where compiled commands are kept: `node_modules/.cache/millwright/commands` of the package itself, so that packages are
// found from there as they are from the sources. A command has a record, NAME.json, that says which folder, NAME-…, is the
// compiled one, and what it was made of. A folder is written before the record that names it, never after, and a record
// is put in place whole: of two commands that compile at the same time, either may win. The name has a part that stands
// for the package's folder, because two clones may share one `node_modules`, and a copy brings the original's along.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { compile } from './compile.mjs'
import { isUnchanged } from './stamp.mjs'

const DAY = 86_400_000

/**
 * The compiled form of the command whose source file is `source` (absolute, as `root`): the path of a module that Node
 * can import. It is made unless there is one and nothing that it was made of has changed. Rejects with esbuild's failure
 * when a source file is broken, and with any other error when the result cannot be kept.
 */
export async function compiled(root, source) {
  const cache = join(root, 'node_modules', '.cache', 'millwright', 'commands')
  const place = createHash('sha256').update(root).digest('hex').slice(0, 8)
  const name = `${relative(root, source).replace(/\W+/g, '-')}-${place}`
  const record = join(cache, `${name}.json`)
  const kept = find(cache, record)
  if (kept) return kept

  mkdirSync(cache, { recursive: true })
  clearOld(cache)
  const folder = join(cache, `${name}-${randomBytes(6).toString('hex')}`)
  mkdirSync(folder)
  try {
    const stamps = await compile(root, source, folder)
    writeFileSync(join(folder, 'record.json'), JSON.stringify({ folder: relative(cache, folder), stamps }))
    renameSync(join(folder, 'record.json'), record)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return join(folder, 'main.mjs')
}

/** The compiled module that the record names, when it is there and was made of what is here now. */
function find(cache, record) {
  try {
    const { folder, stamps } = JSON.parse(readFileSync(record, 'utf8'))
    const main = join(cache, folder, 'main.mjs')
    return isUnchanged(stamps) && existsSync(main) ? main : undefined
  } catch {
    return undefined
  }
}

/** Removes what has not been used for a day, and is not in use. */
function clearOld(cache) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const { mtimeMs = Number.POSITIVE_INFINITY } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (Date.now() - mtimeMs > DAY) rmSync(path, { recursive: true, force: true })
  }
}
