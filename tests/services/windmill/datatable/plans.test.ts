import { afterAll, expect, test } from 'vitest'
import { createDataTable } from '../../../../services/windmill/src/datatable/index.ts'

const table = createDataTable()
afterAll(() => table.stop())

const FIND = 'SELECT id FROM notes JOIN jsonb_to_recordset($1::jsonb) AS wanted(id text) USING (id)'
const find = (id: string) => table.query(FIND, [{ value: [{ id }], type: 'jsonb' }])

/** Rows that were read one after the other, not by an index. */
async function rowsScanned(): Promise<unknown> {
  await table.query('SELECT pg_stat_force_next_flush()')
  const rows = await table.query("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname::text = 'notes'")
  return rows[0]!.seq_tup_read
}

test('a statement that was planned when its table was small finds its row by the index once the table has grown', async () => {
  await table.query('CREATE TABLE notes (id text PRIMARY KEY, body text)')
  const add = (from: number, to: number) =>
    table.query(`INSERT INTO notes SELECT n::text, repeat('word ', 100) FROM generate_series(${from}, ${to}) n`)
  await add(1, 3)
  for (let time = 0; time < 10; time += 1) await find('2')
  await add(4, 20_000)
  for (let time = 0; time < 200; time += 1) await find('2')
  const before = await rowsScanned()
  expect(await find('9999')).toEqual([{ id: '9999' }])
  expect(await rowsScanned()).toBe(before)
})
