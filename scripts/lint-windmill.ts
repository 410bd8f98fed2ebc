/**
 * `npm run lint:windmill [-- --dir PATH]`: says where a repository relies on what a free Windmill does not do. It is part
 * of `npm run check`. It changes nothing.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { lintWindmill, readRepository } from './lint-windmill/index.ts'

const { values } = parseArgs({
  options: { dir: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) } },
})
const findings = lintWindmill(readRepository(values.dir))
for (const { path, what, why } of findings) console.error(`${path}: ${what}: ${why}`)
if (findings.length > 0) process.exitCode = 1
else console.log('Nothing here relies on what a free Windmill does not do.')
