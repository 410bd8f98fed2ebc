import { afterAll, beforeAll } from 'vitest'
import type { DataTable } from '../../services/windmill/src/datatable/index.ts'
import { startDataTable } from './data-table.ts'
import { openWindmillDoor, type WindmillDoor } from './windmill-door.ts'

/** The repository's data table, for the tests of a file, behind the door at which windmill-client knocks. */
export function useDataTable(): { table: DataTable; door: WindmillDoor } {
  const used = {} as { table: DataTable; door: WindmillDoor }
  beforeAll(async () => {
    used.table = await startDataTable()
    used.door = await openWindmillDoor(used.table)
  })
  afterAll(async () => {
    await used.door?.stop()
    await used.table?.stop()
  })
  return used
}
