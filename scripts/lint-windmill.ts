/**
 * `npm run lint:windmill [-- --dir PATH]`: says where a repository relies on what a free Windmill does not do. It is part
 * of `npm run check`. It changes nothing.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '../services/command-line.ts'
import { lintWindmill, readRepository } from './lint-windmill/index.ts'

const USAGE = `npm run lint:windmill -- [--dir PATH]
  --dir PATH  the folder with the wmill.yaml (Default: this repository)`

const { values } = readCommandLine(USAGE, {
  options: { dir: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) } },
})
if (!existsSync(join(values.dir, 'wmill.yaml'))) {
  console.error(`${values.dir} has no wmill.yaml. Give the folder of a Windmill repository: --dir PATH.`)
  process.exit(1)
}
const findings = lintWindmill(readRepository(values.dir))
for (const { path, what, why } of findings) console.error(`${path}: ${what}: ${why}`)
if (findings.length > 0) process.exitCode = 1
else console.log('Nothing here relies on what a free Windmill does not do.')
