import { afterAll, describe, expect, it } from 'vitest'
import { datatable } from 'windmill-client'
import { createDataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { sender } from './windmill-client.ts'

const table = createDataTable()
const { fetch, fetchOne, fetchOneScalar } = sender(table)
const sql = datatable()
afterAll(() => table.stop())

describe('what a real Windmill answered (conformance group datatable/)', () => {
  it('datatable/types: types come back as JSON', async () => {
    const rows = await fetch(sql`SELECT 1::int AS i, 9007199254740993::bigint AS big, 1.50::numeric AS num,
      1.5::float8 AS f, true AS b, null AS n, 'x'::text AS t, '{"a":1}'::jsonb AS j, ARRAY[1,2] AS arr,
      ARRAY['a']::text[] AS texts, '2026-01-02'::date AS d, '2026-01-02T03:04:05Z'::timestamptz AS ts,
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid AS u`)
    expect(rows).toEqual([
      {
        i: 1,
        big: 9007199254740992,
        num: 1.5,
        f: 1.5,
        b: true,
        n: null,
        t: 'x',
        j: { a: 1 },
        arr: [1, 2],
        texts: ['a'],
        d: '2026-01-02',
        ts: '2026-01-02T03:04:05+00:00',
        u: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      },
    ])
  })

  it('datatable/params: parameters of several types', async () => {
    const statement = sql`SELECT ${1} AS i, ${1.5} AS f, ${'s'} AS t, ${true} AS b, ${null} AS n,
      ${{ a: [1] }}::jsonb AS j, ${[1, 2]}::int[] AS arr`
    const row = { i: 1, f: 1.5, t: 's', b: true, n: null, j: { a: [1] }, arr: [1, 2] }
    expect(await fetchOne(statement)).toEqual(row)
  })

  it('datatable/write-and-read: create, insert, upsert, read', async () => {
    await fetch(sql`CREATE TABLE notes (id text primary key, body jsonb not null, n int not null default 0)`)
    await fetch(sql`INSERT INTO notes (id, body) VALUES (${'a'}, ${{ k: 1 }}::jsonb)`)
    const upsert = sql`INSERT INTO notes (id, body) VALUES (${'a'}, ${{ k: 2 }}::jsonb)
      ON CONFLICT (id) DO UPDATE SET body = excluded.body, n = notes.n + 1 RETURNING n, body`
    expect(await fetchOne(upsert)).toEqual({ n: 1, body: { k: 2 } })
    expect(await fetch(sql`SELECT * FROM notes`)).toEqual([{ id: 'a', body: { k: 2 }, n: 1 }])
    expect(await fetchOneScalar(sql`SELECT count(*)::int FROM notes`)).toBe(1)
  })

  it('datatable/recordset: many rows in one statement', async () => {
    const rows = [
      { id: 'x', n: 1 },
      { id: 'y', n: 2 },
    ]
    const statement = sql`SELECT r.id, r.n * 2 AS twice FROM jsonb_to_recordset(${rows}::jsonb) AS r(id text, n int)`
    expect(await fetch(statement)).toEqual([
      { id: 'x', twice: 2 },
      { id: 'y', twice: 4 },
    ])
  })

  it('datatable/no-row: null for one row, an empty list for all', async () => {
    expect(await fetchOne(sql`SELECT 1 AS x WHERE false`)).toBeNull()
    expect(await fetchOneScalar(sql`SELECT 1 AS x WHERE false`)).toBeNull()
    expect(await fetch(sql`SELECT 1 AS x WHERE false`)).toEqual([])
  })

  it('datatable/error: an error of the database, in the words that the client turns into its own', async () => {
    await expect(fetch(sql`SELECT * FROM not_there`)).rejects.toMatchObject({
      text: 'Internal: db error: ERROR: relation "not_there" does not exist',
      sqlState: '42P01',
      status: 500,
    })
  })

  it('datatable/constraint: a broken constraint with its detail', async () => {
    await fetch(sql`CREATE TABLE one (id int primary key)`)
    await fetch(sql`INSERT INTO one VALUES (1)`)
    await expect(fetch(sql`INSERT INTO one VALUES (1)`)).rejects.toMatchObject({
      text: 'Internal: db error: ERROR: duplicate key value violates unique constraint "one_pkey"\nDETAIL: Key (id)=(1) already exists.',
    })
  })

  it('datatable/transaction: several statements in one transaction', async () => {
    await fetch(sql`CREATE TABLE tx (n int)`)
    await fetch(sql`BEGIN; DELETE FROM tx; INSERT INTO tx VALUES (1); INSERT INTO tx VALUES (2); COMMIT;`)
    expect(await fetchOne(sql`SELECT sum(n)::int AS total FROM tx`)).toEqual({ total: 3 })
  })

  it('datatable/postgresql-script: a script with declared arguments', async () => {
    const script = '-- $1 name (text)\n-- $2 times (int)\nSELECT $1::text AS name, $2::int * 2 AS twice'
    const args = { database: 'datatable://main', name: 'Ada', times: 4 }
    expect(await table.runScript(script, args)).toEqual([{ name: 'Ada', twice: 8 }])
  })

  it('takes a schema of the client (`main:schema`) for one script and not for the next', async () => {
    await fetch(sql`CREATE SCHEMA side; CREATE TABLE side.only_there (n int); INSERT INTO side.only_there VALUES (7)`)
    const inSide = datatable('main:side')
    expect(await fetchOneScalar(inSide`SELECT n FROM only_there`)).toBe(7)
    await expect(fetch(sql`SELECT n FROM only_there`)).rejects.toThrow('does not exist')
  })

  it('runs the client`s raw fragments and plain queries', async () => {
    expect(await fetchOneScalar(sql`SELECT ${sql.raw('1 + 1')}`)).toBe(2)
    expect(await fetchOneScalar(sql.query('SELECT $1 * 2', 21))).toBe(42)
  })
})
