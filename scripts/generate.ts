/**
 * `npm run generate [-- --check]`: writes what is made from other files. `--check` writes nothing and fails when
 * something is not as it would be written.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { resourceTypes } from '../resource_types/index.ts'
import { generateResourceTypes } from './generate/resource-types.ts'
import { generateRouteTable } from './generate/route-table.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const files = new Map([...generateResourceTypes(resourceTypes), ...generateRouteTable()])
const current = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined)
const changed = [...files].filter(([path, content]) => current(path) !== content).map(([path]) => path)
const orphaned = readdirSync(root).filter((name) => name.endsWith('.resource-type.yaml') && !files.has(name))

if (values.check) {
  for (const path of changed) console.error(`${path} is not as it is generated.`)
  for (const path of orphaned) console.error(`${path} belongs to no resource type.`)
  if (changed.length + orphaned.length > 0) {
    console.error('Run: npm run generate')
    process.exitCode = 1
  }
} else {
  for (const path of changed) writeFileSync(join(root, path), files.get(path)!)
  for (const path of orphaned) rmSync(join(root, path))
  for (const path of [...changed, ...orphaned]) console.log(path)
}
