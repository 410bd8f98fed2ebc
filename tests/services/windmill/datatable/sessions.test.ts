import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { createDataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { createPgliteEngine } from '../../../../services/windmill/src/datatable/pglite-engine.ts'

const table = createDataTable()
afterAll(() => table.stop())
const run = (script: string) => table.runScript(script, { database: 'datatable://main' })
const count = async (name: string) => (await table.query(`SELECT count(*)::int AS n FROM ${name}`))[0]!.n

describe('sessions', () => {
  it('does not let scripts interleave', async () => {
    await run('CREATE TABLE steps (who int, at serial)')
    const script = (who: number) =>
      `BEGIN; INSERT INTO steps (who) VALUES (${who}); INSERT INTO steps (who) VALUES (${who}); INSERT INTO steps (who) VALUES (${who}); COMMIT`
    await Promise.all([1, 2, 3, 4, 5].map((who) => run(script(who))))
    const order = (await table.query('SELECT who FROM steps ORDER BY at')).map((row) => row.who)
    expect(order).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5])
  })

  it('undoes a transaction that failed, and the next query is well', async () => {
    await run('CREATE TABLE failing (n int)')
    await expect(run('BEGIN; INSERT INTO failing VALUES (1); SELECT 1/0; COMMIT')).rejects.toThrow('division by zero')
    expect(await count('failing')).toBe(0)
  })

  it('undoes a transaction that was left open', async () => {
    await run('CREATE TABLE left_open (n int)')
    await run('BEGIN; INSERT INTO left_open VALUES (1)')
    expect(await count('left_open')).toBe(0)
  })

  it('keeps what stands before a failing statement outside of a transaction', async () => {
    await run('CREATE TABLE half (n int)')
    await expect(run('INSERT INTO half VALUES (1); INSERT INTO nowhere VALUES (1)')).rejects.toThrow('nowhere')
    expect(await count('half')).toBe(1)
  })

  it('forgets settings, temporary tables and locks of a script', async () => {
    await run("SET search_path TO pg_catalog; SET TimeZone = 'Asia/Tokyo'; CREATE TEMP TABLE mine (n int)")
    await run('SELECT pg_advisory_lock(7)')
    expect(await table.query("SELECT current_setting('TimeZone') AS zone")).toEqual([{ zone: 'UTC' }])
    expect(await table.query("SELECT to_regclass('mine')::text AS mine")).toEqual([{ mine: null }])
    expect(await table.query("SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory'")).toEqual([{ n: 0 }])
  })

  it('answers endless recursion with an error, and goes on', async () => {
    await run('CREATE FUNCTION deeper(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN deeper(n + 1); END $$')
    await expect(run('SELECT deeper(1)')).rejects.toThrow('stack depth limit exceeded')
    expect(await table.query('SELECT 1 AS a')).toEqual([{ a: 1 }])
  })

  it('answers a statement that it has run before when its table has another shape by then', async () => {
    const read = () => table.query('SELECT * FROM shaped')
    await run('CREATE TABLE shaped (a int); INSERT INTO shaped VALUES (1)')
    for (let time = 0; time < 7; time += 1) expect(await read()).toEqual([{ a: 1 }])
    await run('ALTER TABLE shaped ADD b int DEFAULT 2')
    expect(await read()).toEqual([{ a: 1, b: 2 }])
    // A function changes it too, which is not seen from outside.
    await run(
      'CREATE FUNCTION reshape() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE shaped ADD c int DEFAULT 3; END $$',
    )
    expect(await read()).toEqual([{ a: 1, b: 2 }])
    await run('SELECT reshape()')
    expect(await read()).toEqual([{ a: 1, b: 2, c: 3 }])
    await run('DEALLOCATE ALL')
    expect(await read()).toEqual([{ a: 1, b: 2, c: 3 }])
  })

  it('answers a statement that failed before', async () => {
    const read = () => table.query('SELECT n FROM comes_later')
    await expect(read()).rejects.toThrow('comes_later')
    await run('CREATE TABLE comes_later (n int)')
    expect(await read()).toEqual([])
    const divide = (by: number) => table.query('SELECT 6 / $1 AS n', [{ value: by, type: 'int' }])
    await expect(divide(0)).rejects.toThrow('division by zero')
    expect(await divide(2)).toEqual([{ n: 3 }])
  })

  it('answers many different statements', async () => {
    for (let n = 0; n < 300; n += 1) expect(await table.query(`SELECT ${n} AS n`)).toEqual([{ n }])
    expect(await table.query('SELECT 0 AS n')).toEqual([{ n: 0 }])
  })

  it('types the parameters of a query', async () => {
    const rows = await table.query('SELECT $1 AS a, $2 AS b, pg_typeof($3)::text AS c', [
      { value: [1, 2], type: 'int[]' },
      { value: { k: 1 }, type: 'jsonb' },
      { value: 3 },
    ])
    expect(rows).toEqual([{ a: [1, 2], b: { k: 1 }, c: 'bigint' }])
  })

  it('measures distances with pgvector', async () => {
    await run('CREATE EXTENSION IF NOT EXISTS vector; CREATE TABLE places (id int, at vector(3))')
    await run("INSERT INTO places VALUES (1, '[1,0,0]'), (2, '[0,1,0]'), (3, '[0.9,0.1,0]')")
    const script =
      '-- $1 at\nSELECT id, (at <-> $1::text::vector)::float8 AS far FROM places ORDER BY at <=> $1::text::vector LIMIT 2'
    const near = await table.runScript(script, { database: 'datatable://main', at: '[1,0,0]' })
    expect(near).toEqual([
      { id: 1, far: 0 },
      { id: 3, far: expect.closeTo(0.1414, 3) },
    ])
    await expect(run('SELECT at FROM places')).rejects.toThrow('at::text')
  })
})

describe('cancelling', () => {
  it('does not run what was cancelled while it waited', async () => {
    await run('CREATE TABLE waited (n int)')
    const controller = new AbortController()
    const before = table.query('SELECT count(*) FROM generate_series(1, 1000)')
    const waiting = table.query('INSERT INTO waited VALUES (1)', [], controller.signal)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ sqlState: '57014' })
    await before
    expect(await count('waited')).toBe(0)
  })

  it('tells at once, and undoes what the statement did in a transaction', async () => {
    await run('CREATE TABLE stopped (n int)')
    const script = 'BEGIN; INSERT INTO stopped VALUES (1); SELECT pg_sleep(0.2); COMMIT'
    const controller = new AbortController()
    const running = table.runScript(script, { database: 'datatable://main' }, controller.signal)
    setImmediate(() => controller.abort())
    await expect(running).rejects.toMatchObject({ sqlState: '57014' })
    expect(await count('stopped')).toBe(0)
  })
})

it('a session whose last statement is cancelled before it has begun leaves no transaction open', async () => {
  const engine = createPgliteEngine(undefined)
  await engine.session(({ run }) => run('CREATE TABLE unfinished (n int)'))
  const controller = new AbortController()
  const script = engine.session(async ({ run }) => {
    await run('BEGIN')
    await run('INSERT INTO unfinished VALUES (1)')
    const long = run('SELECT count(*) FROM generate_series(1, 100000)')
    const last = run('SELECT 1')
    setImmediate(() => controller.abort())
    await Promise.all([long, last])
  }, controller.signal)
  await expect(script).rejects.toMatchObject({ sqlState: '57014' })
  expect((await engine.statement('SELECT count(*) FROM unfinished', [])).rows).toEqual([['0']])
  await engine.stop()
})

it('a table that is stopped between two statements of a script refuses the second, and ends', async () => {
  const engine = createPgliteEngine(undefined)
  let stopping: Promise<void> | undefined
  const script = engine.session(async ({ run }) => {
    await run('SELECT 1')
    stopping = engine.stop()
    await new Promise(setImmediate)
    await run('SELECT 2')
  })
  await expect(script).rejects.toThrow('The data table has been stopped.')
  await stopping
})

it('a process that stops its table while a statement is under way waits for it, and ends well', () => {
  const engine = new URL('../../../../services/windmill/src/datatable/pglite-engine.ts', import.meta.url)
  const code = `
    import { createPgliteEngine } from '${engine}'
    const engine = createPgliteEngine(undefined)
    await engine.start()
    const script = engine.session(({ run }) => run('SELECT pg_sleep(0.1)')).catch(() => undefined)
    await new Promise(setImmediate)
    await engine.stop()
    console.log('stopped')`
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code])
  expect([status, String(stdout)]).toEqual([0, 'stopped\n'])
})
