import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import type { Launcher } from '../process/launcher.ts'
import { WHOLE } from './bundle-store.ts'

/** Compiling never takes so long; a process that does is ended. */
const LONGEST_MS = 30_000
/** Behind jobs in the queue for the processor. */
const BACKGROUND = 10

/**
 * Compiles a bundle to bytecode, in a process apart like a job's, which may write the bundle's own folder. Resolves to the
 * compiled file, or to undefined: then the bundle is used as it is.
 */
export async function compileBundle(
  launcher: Launcher,
  command: string[],
  source: string,
): Promise<string | undefined> {
  const process = launcher.start({ command: [...command, source], writable: [dirname(source)] })
  try {
    setPriority(await process.started, BACKGROUND)
  } catch {}
  const stopListening = process.onOutput(() => {})
  const timer = setTimeout(process.kill, LONGEST_MS)
  const { code } = await process.ended
  clearTimeout(timer)
  stopListening()
  process.release()
  if (code !== 0) return undefined
  const folder = dirname(source)
  writeFileSync(join(folder, WHOLE), '')
  return join(folder, 'bundle.bc.js')
}
