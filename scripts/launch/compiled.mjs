// Where compiled commands are kept: `node_modules/.cache/millwright/commands` of the package itself, so that packages are
// found from there as they are from the sources. A command has a record, NAME.json, that says which folder, NAME-…, is the
// compiled one, and what it was made of. A folder is written before the record that names it, never after, and a record
// is put in place whole: of two commands that compile at the same time, either may win.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
  const name = relative(root, source).replace(/\W+/g, '-')
  const record = join(cache, `${name}.json`)
  const kept = readRecord(record)
  // A copy of the whole folder brings along a record of the original.
  if (kept && kept.root === root && isUnchanged(kept.stamps)) return join(cache, kept.folder, 'main.mjs')

  mkdirSync(cache, { recursive: true })
  clearOld(cache)
  const folder = mkdtempSync(join(cache, `${name}-`))
  try {
    const stamps = await compile(root, source, folder)
    writeFileSync(join(folder, 'record.json'), JSON.stringify({ root, folder: relative(cache, folder), stamps }))
    renameSync(join(folder, 'record.json'), record)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return join(folder, 'main.mjs')
}

function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Removes the folders that nothing has been started from for a day, and that nothing runs from. */
function clearOld(cache) {
  for (const entry of readdirSync(cache, { withFileTypes: true })) {
    const path = join(cache, entry.name)
    const { mtimeMs = Number.POSITIVE_INFINITY } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (entry.isDirectory() && Date.now() - mtimeMs > DAY) rmSync(path, { recursive: true, force: true })
  }
}
