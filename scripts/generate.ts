/**
 * `npm run generate [-- --check]`: writes what is made from other files: resource types from their schemas, the triggers
 * and the OpenAPI document of the API of agents from its contract, the metadata of scripts from their `main`, their locks
 * from their imports, and the table of routes of the embedded Windmill. `--check` writes nothing and fails when one of
 * these is not as it would be written, metadata aside; whether that fits is a test (tests/f/metadata.test.ts).
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resourceTypes } from '../resource_types/index.ts'
import { readCommandLine } from '../services/command-line.ts'
import { API_FOLDER, generateAgentsApi } from './generate/agents-api.ts'
import { staleLocks, writeLocks } from './generate/locks.ts'
import { writeMetadata } from './generate/metadata.ts'
import { generateResourceTypes } from './generate/resource-types.ts'
import { generateRouteTable } from './generate/route-table.ts'

const USAGE = `npm run generate -- [--check]
  --check  write nothing; fail when something is not as it would be written`

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = readCommandLine(USAGE, { options: { check: { type: 'boolean', default: false } } })

const files = new Map([...generateResourceTypes(resourceTypes), ...generateAgentsApi(root), ...generateRouteTable()])
const current = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined)
const changed = [...files].filter(([path, content]) => current(path) !== content).map(([path]) => path)
const below = (folder: string, ending: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
const orphaned = [...below('', '.resource-type.yaml'), ...below(API_FOLDER, '.http_trigger.yaml')].filter(
  (path) => !files.has(path),
)

if (values.check) {
  const locks = staleLocks(root)
  for (const path of changed) console.error(`${path} is not as it is generated.`)
  for (const path of orphaned) console.error(`${path} belongs to nothing that it would be made of.`)
  for (const { path } of locks) console.error(`${path} is not the lock of what its script imports.`)
  if (changed.length + orphaned.length + locks.length > 0) {
    console.error('Run: npm run generate')
    process.exitCode = 1
  }
} else {
  for (const path of changed) writeFileSync(join(root, path), files.get(path)!)
  for (const path of orphaned) rmSync(join(root, path))
  await writeMetadata()
  const locks = staleLocks(root)
  writeLocks(root, locks)
  for (const path of [...changed, ...orphaned, ...locks.map((lock) => lock.path)]) console.log(path)
}
