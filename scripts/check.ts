/**
 * `npm run check`: format and lint, types (with `f/`), whether what is generated is fresh, and whether the repository keeps
 * to what a free Windmill does. The first failure ends it.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const CHECKS: [what: string, program: string, args: string[]][] = [
  ['format and lint', 'node_modules/.bin/biome', ['check', '.']],
  ['types', 'node_modules/.bin/tsc', ['--noEmit', '-p', '.']],
  ['generated files', process.execPath, ['scripts/run.mjs', 'generate', '--check']],
  ['what a free Windmill does', process.execPath, ['scripts/run.mjs', 'lint-windmill']],
]

for (const [what, program, args] of CHECKS) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`check failed: ${what}. Run: ${program} ${args.join(' ')}`)
    process.exit(1)
  }
  console.log(`ok ${what}`)
}
