import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataTable, type DataTable } from '../../../../services/windmill/src/datatable/index.ts'

let dir: string
const open: DataTable[] = []
const tableIn = (folder: string) => {
  const table = createDataTable({ dir: folder })
  open.push(table)
  return table
}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'datatable-'))
})
afterEach(async () => {
  for (const table of open.splice(0)) await table.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** A table `kept (n int)`, and a function that does not end. */
async function tableWithEndless() {
  const table = tableIn(dir)
  await table.query('CREATE TABLE kept (n int)')
  const body = 'BEGIN LOOP NULL; END LOOP; END'
  await table.query(`CREATE FUNCTION endless() RETURNS int LANGUAGE plpgsql AS $$ ${body} $$`)
  return table
}

describe('a data folder', () => {
  it('keeps rows and applied migrations over a restart', async () => {
    const first = tableIn(dir)
    await first.migrations.upsert({ timestamp: 1, name: 'kept', up: 'CREATE TABLE kept (n int)' })
    await first.migrations.run()
    await first.query('INSERT INTO kept VALUES (42)')
    await first.stop()
    const second = tableIn(dir)
    expect(await second.query('SELECT n FROM kept')).toEqual([{ n: 42 }])
    expect(await second.migrations.run()).toEqual([])
  })

  it('ends a cancelled statement, however long it would run, and loses nothing that was committed', async () => {
    const table = tableIn(dir)
    await table.query('CREATE TABLE kept (n int)')
    await table.query('INSERT INTO kept VALUES (1)')
    const controller = new AbortController()
    const endless = 'DO $$ BEGIN INSERT INTO kept VALUES (2); LOOP NULL; END LOOP; END $$'
    const running = table.query(endless, [], controller.signal)
    setImmediate(() => controller.abort())
    await expect(running).rejects.toMatchObject({ sqlState: '57014' })
    expect(await table.query('SELECT n FROM kept')).toEqual([{ n: 1 }])
  })

  it('does a statement that waited behind one that was ended, and does it once', async () => {
    const table = await tableWithEndless()
    const controller = new AbortController()
    const running = table.query('SELECT endless()', [], controller.signal)
    const behind = table.query('INSERT INTO kept VALUES (1)')
    const further = ['2', '3'].map((n) => table.query(`INSERT INTO kept VALUES (${n})`))
    setImmediate(() => controller.abort())
    await expect(running).rejects.toMatchObject({ sqlState: '57014' })
    await Promise.all([behind, ...further])
    expect(await table.query('SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  it('never begins a statement that was cancelled while it waited behind another, and leaves that one alone', async () => {
    const table = await tableWithEndless()
    const controller = new AbortController()
    const before = table.query('INSERT INTO kept SELECT count(*) FROM generate_series(1, 300000) RETURNING n')
    const waiting = table.query('SELECT endless()', [], controller.signal)
    setImmediate(() => controller.abort())
    await expect(waiting).rejects.toMatchObject({ sqlState: '57014' })
    expect(await before).toEqual([{ n: 300_000 }])
    expect(await table.query('SELECT n FROM kept')).toEqual([{ n: 300_000 }])
  })

  it('does each statement once, and wholly, at whatever moment the one before it is cancelled', async () => {
    const table = await tableWithEndless()
    for (let round = 0; round < 12; round += 1) {
      const controller = new AbortController()
      const cancelled = table.query(`INSERT INTO kept VALUES (${-round - 1})`, [], controller.signal).catch(() => null)
      const behind = table.query(`INSERT INTO kept VALUES (${round}), (${round})`)
      for (let turn = 0; turn < round; turn += 1) await new Promise(setImmediate)
      controller.abort()
      await Promise.all([cancelled, behind])
    }
    const kept = await table.query('SELECT n, count(*)::int AS times FROM kept GROUP BY n ORDER BY n')
    expect(kept.filter(({ n }) => Number(n) >= 0)).toEqual(Array.from({ length: 12 }, (_, n) => ({ n, times: 2 })))
    expect(kept.every(({ n, times }) => Number(n) >= 0 || times === 1)).toBe(true)
  })

  it('is not shared', async () => {
    await tableIn(dir).query('SELECT 1')
    await expect(tableIn(dir).query('SELECT 1')).rejects.toThrow(
      `folder ${dir} cannot be opened: another process uses it`,
    )
  })

  it('that cannot be opened is said so, with the reason', async () => {
    writeFileSync(join(dir, 'file'), '')
    const path = join(dir, 'file', 'below')
    await expect(tableIn(path).query('SELECT 1')).rejects.toThrow(`folder ${path} cannot be opened: ENOTDIR`)
    expect(await tableIn(path).schemas()).toEqual([
      { datatable_name: 'main', schemas: {}, error: expect.stringContaining('cannot be opened') },
    ])
  })

  it('of another PostgreSQL is refused and left alone', async () => {
    mkdirSync(join(dir, 'pglite'))
    writeFileSync(join(dir, 'pglite', 'PG_VERSION'), '16\n')
    writeFileSync(join(dir, 'initialised'), '')
    await expect(tableIn(dir).query('SELECT 1')).rejects.toThrow('it was written by PostgreSQL 16')
  })

  it('whose first start was cut short begins anew', async () => {
    mkdirSync(join(dir, 'pglite'))
    writeFileSync(join(dir, 'pglite', 'PG_VERSION'), '18\n')
    expect(await tableIn(dir).query('SELECT 1 AS a')).toEqual([{ a: 1 }])
  })
})

describe('starting and stopping', () => {
  it('starts nothing before it is wanted, and can be stopped without a start', async () => {
    const table = tableIn(join(dir, 'later'))
    await table.stop()
    await expect(table.query('SELECT 1')).rejects.toThrow('has been stopped')
  })

  it('warms up in the background, and says what went wrong only to the one who asks', async () => {
    writeFileSync(join(dir, 'file'), '')
    const table = tableIn(join(dir, 'file', 'below'))
    table.warm()
    await expect(table.query('SELECT 1')).rejects.toThrow('cannot be opened')
  })

  it('has a folder or a PostgreSQL', () => {
    expect(() => createDataTable({ dir, postgresUrl: 'postgres://localhost/x' })).toThrow('not both')
  })
})
