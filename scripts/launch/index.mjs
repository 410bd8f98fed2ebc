// Runs a command whose source is TypeScript. Node cannot read that, and translating the windmill's four hundred files at
// each start takes longer than starting it, so a command is compiled once per change and the compiled one is run. Where
// nothing can be kept (somebody else's folder, a full disk), the sources are translated as they are read.
import { utimesSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compiled } from './compiled.mjs'

const HOUR = 3_600_000

/**
 * Runs the command whose source file is `source`, both it and `root`, the package's own folder, as absolute paths; returns
 * when the command's module has been run. Ends the process with status 1 and esbuild's words, which name file and line,
 * when a source file is broken. Whatever the command itself throws is thrown.
 */
export async function launch(root, source) {
  const program = await compiled(root, source).catch(endWhenBroken)
  if (program) {
    stayInUse(dirname(program))
    process.setSourceMapsEnabled(true)
  } else {
    const { register } = await import('tsx/esm/api')
    register()
  }
  await import(pathToFileURL(program ?? source).href)
}

/** Only an error in a source file has a location: one that has none is about where the result was to be kept. */
function endWhenBroken(error) {
  if (!error.errors?.some(({ location }) => location)) return undefined
  console.error(error.message)
  process.exit(1)
}

/** A folder that is in use is as young as an hour, so that nobody clears it away: it has parts that are loaded late. */
function stayInUse(folder) {
  const touch = () => {
    const now = new Date()
    try {
      utimesSync(folder, now, now)
    } catch {}
  }
  touch()
  setInterval(touch, HOUR).unref()
}
