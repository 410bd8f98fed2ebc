import { afterEach, describe, expect, it } from 'vitest'
import { createDataTable, type DataTable } from '../../../../services/windmill/src/datatable/index.ts'

let table: DataTable
afterEach(() => table.stop())

const people = {
  timestamp: 20260101000000,
  name: 'people',
  up: "-- up migration: people\nBEGIN;\nCREATE TABLE people (id int PRIMARY KEY, name text DEFAULT 'nobody');\nEND;\n",
  down: 'BEGIN;\nDROP TABLE people;\nEND;\n',
}
const ages = {
  timestamp: 20260102000000,
  name: 'ages',
  up: "ALTER TABLE people ADD COLUMN age int; INSERT INTO people VALUES (1, 'Ada', 36);",
}

async function withMigrations(...migrations: { timestamp: number; name: string; up: string; down?: string }[]) {
  table = createDataTable()
  for (const migration of migrations) await table.migrations.upsert(migration)
}
const exists = async (name: string) =>
  (await table.query('SELECT to_regclass($1) IS NOT NULL AS there', [{ value: name, type: 'text' }]))[0]!.there

describe('migrations', () => {
  it('applies what is pending, in order and once, and rolls back the newest', async () => {
    await withMigrations(ages, people)
    expect(await table.migrations.run()).toEqual([
      { version: people.timestamp, name: 'people' },
      { version: ages.timestamp, name: 'ages' },
    ])
    expect(await table.query('SELECT * FROM people')).toEqual([{ id: 1, name: 'Ada', age: 36 }])
    expect(await table.migrations.run()).toEqual([])
    const listed = await table.migrations.list()
    expect(listed).toMatchObject([people, ages])
    expect(listed[0]!.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    await expect(table.migrations.rollback()).rejects.toThrow('it has no down migration')
    expect(await table.migrations.rollback(1, { only: people.timestamp })).toEqual([
      { version: people.timestamp, name: 'people' },
    ])
    expect(await exists('people')).toBe(false)
    expect((await table.migrations.list()).map(({ appliedAt }) => appliedAt === null)).toEqual([true, false])
  })

  it('leaves nothing of a migration that fails, names it, and keeps those before it', async () => {
    const broken = { ...ages, up: 'CREATE TABLE half (n int); SELECT 1/0' }
    await withMigrations(people, broken)
    await expect(table.migrations.run()).rejects.toMatchObject({
      kind: 'internal',
      message: 'Failed to apply migration 20260102000000 (ages): db error: ERROR: division by zero',
    })
    expect(await exists('half')).toBe(false)
    expect(await exists('people')).toBe(true)
    await table.migrations.upsert(ages)
    expect(await table.migrations.run()).toEqual([{ version: ages.timestamp, name: 'ages' }])
  })

  it('leaves nothing of a rollback that fails', async () => {
    await withMigrations({ ...people, down: 'DROP TABLE people; DROP TABLE not_there' })
    await table.migrations.run()
    await expect(table.migrations.rollback()).rejects.toThrow('Failed to roll back migration 20260101000000 (people)')
    expect(await exists('people')).toBe(true)
    expect((await table.migrations.list())[0]!.appliedAt).not.toBeNull()
  })

  it('runs up to a version, or one alone', async () => {
    const third = {
      timestamp: 20260103000000,
      name: 'third',
      up: 'CREATE TABLE third (n int)',
      down: 'DROP TABLE third',
    }
    await withMigrations(people, ages, third)
    expect(await table.migrations.run({ only: third.timestamp })).toEqual([{ version: third.timestamp, name: 'third' }])
    expect(await table.migrations.run({ upTo: people.timestamp })).toEqual([
      { version: people.timestamp, name: 'people' },
    ])
    expect(await table.migrations.rollback(5)).toEqual([
      { version: third.timestamp, name: 'third' },
      { version: people.timestamp, name: 'people' },
    ])
  })

  it('neither changes nor removes what is applied; an unchanged upload is fine', async () => {
    await withMigrations(people)
    await table.migrations.run()
    await table.migrations.upsert(people)
    await expect(table.migrations.upsert({ ...people, up: 'SELECT 1' })).rejects.toMatchObject({ kind: 'bad_request' })
    await expect(table.migrations.remove(people.timestamp)).rejects.toMatchObject({ kind: 'bad_request' })
    await table.migrations.rollback()
    await table.migrations.remove(people.timestamp)
    await table.migrations.remove(people.timestamp)
    expect(await table.migrations.list()).toEqual([])
  })

  it('refuses a name that is no file name', async () => {
    await withMigrations()
    await expect(table.migrations.upsert({ ...people, name: 'a/b' })).rejects.toMatchObject({ kind: 'bad_request' })
  })

  it('runs what PostgreSQL refuses in a transaction, and scripts with transactions of their own', async () => {
    const alone = { timestamp: 3, name: 'alone', up: 'CREATE INDEX CONCURRENTLY by_name ON people (name)' }
    const own = {
      timestamp: 4,
      name: 'own',
      up: 'BEGIN; CREATE TABLE a (n int); COMMIT; BEGIN; CREATE TABLE b (n int); COMMIT; SELECT 1',
    }
    await withMigrations({ ...people, timestamp: 2 }, alone, own)
    expect((await table.migrations.run()).map(({ version }) => version)).toEqual([2, 3, 4])
    expect([await exists('by_name'), await exists('a'), await exists('b')]).toEqual([true, true, true])
  })

  it('lists schemas as Windmill does, without the bookkeeping of migrations', async () => {
    await withMigrations(people)
    await table.migrations.run()
    await table.query('CREATE SCHEMA empty')
    await table.query(
      "ALTER TABLE people ADD COLUMN note varchar NOT NULL DEFAULT 'a default that is too long to show'",
    )
    const [answer] = await table.schemas()
    expect(answer).toMatchObject({ datatable_name: 'main', schemas: { empty: {} } })
    expect(Object.keys(answer!.schemas)).toEqual(['empty', 'public'])
    expect(answer!.schemas.public!.people).toEqual({
      id: 'int4',
      name: "text?='nobody'::text",
      note: "varchar='a default that is too long...",
    })
  })
})
