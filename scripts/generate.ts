/**
 * `npm run generate [-- --check]`: writes what is made from other files: resource types from their schemas, the metadata
 * of scripts from their `main`, their locks from their imports. `--check` writes nothing and fails when a resource type or
 * a lock is not as it would be written; whether metadata fits is a test (tests/f/metadata.test.ts).
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { resourceTypes } from '../resource_types/index.ts'
import { staleLocks, writeLocks } from './generate/locks.ts'
import { writeMetadata } from './generate/metadata.ts'
import { generateResourceTypes } from './generate/resource-types.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const files = generateResourceTypes(resourceTypes)
const current = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined)
const changed = [...files].filter(([path, content]) => current(path) !== content).map(([path]) => path)
const orphaned = readdirSync(root).filter((name) => name.endsWith('.resource-type.yaml') && !files.has(name))

if (values.check) {
  const locks = staleLocks(root)
  for (const path of changed) console.error(`${path} is not as it is generated.`)
  for (const path of orphaned) console.error(`${path} belongs to no resource type.`)
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
