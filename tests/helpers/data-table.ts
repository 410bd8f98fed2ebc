import { readdirSync, readFileSync } from 'node:fs'
import { createDataTable, type DataTable } from '../../services/windmill/src/datatable/index.ts'

const MIGRATIONS = new URL('../../migrations/datatable/main/', import.meta.url)

/** A data table in memory with the repository's migrations applied. Stop it after. */
export async function startDataTable(): Promise<DataTable> {
  const table = createDataTable()
  for (const file of readdirSync(MIGRATIONS)) {
    const [, timestamp, name] = /^(\d+)_(.+)\.up\.sql$/.exec(file) ?? []
    if (!timestamp || !name) continue
    const read = (direction: string) =>
      readFileSync(new URL(`${timestamp}_${name}.${direction}.sql`, MIGRATIONS), 'utf8')
    await table.migrations.upsert({ timestamp: Number(timestamp), name, up: read('up'), down: read('down') })
  }
  await table.migrations.run()
  return table
}
