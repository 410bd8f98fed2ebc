import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { executionError } from '../job-error.ts'

/**
 * Bun's own program: that of the `bun` package beside the server, without the script that npm puts before it, else the
 * one on the operator's PATH. Throws an execution error when there is none.
 */
export function findBun(): string {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('bun/package.json'))
    const packaged = [join(folder, 'bin', 'bun.exe'), join(folder, 'bin', 'bun')].find(existsSync)
    if (packaged) return realpathSync(packaged)
  } catch {}
  try {
    return realpathSync(execFileSync('/bin/sh', ['-c', 'command -v bun'], { encoding: 'utf8' }).trim())
  } catch {
    throw executionError('Bun is not installed: run npm install in the repository')
  }
}
