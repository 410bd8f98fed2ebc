import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const SOURCES = fileURLToPath(new URL('../wrapper', import.meta.url))

/** The files that Bun runs. */
export interface Programs {
  /** Their folder. */
  directory: string
  /** Runs one job. */
  main: string
  /** Serves a script job after job. */
  dedicated: string
  /** Compiles a bundle to bytecode. */
  compile: string
}

/**
 * Makes one file of each program in `wrapper/`, because a process starts 1 ms sooner with one plain file than with ten
 * of TypeScript. They are kept in `directory` under the hash of their sources.
 */
export async function preparePrograms(directory: string): Promise<Programs> {
  const files = readdirSync(SOURCES).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n${readFileSync(join(SOURCES, file), 'utf8')}\n`)
  const folder = join(directory, hash.digest('hex').slice(0, 16))
  if (!existsSync(folder)) await make(directory, folder)
  return {
    directory: folder,
    main: join(folder, 'main.js'),
    dedicated: join(folder, 'main-dedicated.js'),
    compile: join(folder, 'compile.js'),
  }
}

async function make(directory: string, folder: string): Promise<void> {
  const half = `${folder}.${process.pid}.part`
  mkdirSync(directory, { recursive: true })
  await build({
    entryPoints: ['main.ts', 'main-dedicated.ts', 'compile.ts'].map((name) => join(SOURCES, name)),
    outdir: half,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'esnext',
    tsconfigRaw: '{}',
    logLevel: 'silent',
  })
  rmSync(folder, { recursive: true, force: true })
  renameSync(half, folder)
}
