#!/usr/bin/env node
// Runs one of the repository's commands: `node scripts/run.mjs start --memory`. It needs nothing but Node, because it
// is what installs the rest: whatever is not installed as the lock file says is installed first (`npm ci`).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'
import { launch } from './launch/index.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Commands that live with their service, or that are another program's. */
const SOURCES = {
  windmill: 'services/windmill/src/cli.ts',
  hub: 'services/hub/src/cli.ts',
  model: 'services/model/src/cli.ts',
}
const PROGRAMS = { test: ['vitest', 'run'] }

const [name, ...rest] = process.argv.slice(2)
// The doctor says what is not installed, and mends nothing, as long as it can run at all.
if (name !== 'doctor' || !existsSync(join(root, 'node_modules', 'tsx'))) ensureInstalled(root)

if (name in PROGRAMS) {
  const [program, ...fixed] = PROGRAMS[name]
  const bin = join(root, 'node_modules', '.bin', program)
  const { status } = spawnSync(bin, [...fixed, ...rest], { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}

const source = join(root, SOURCES[name] ?? `scripts/${name}.ts`)
if (!existsSync(source)) {
  console.error(`There is no command ${name}. README.md has those that there are.`)
  process.exit(1)
}
process.argv.splice(1, 2, source)
await launch(root, source)
