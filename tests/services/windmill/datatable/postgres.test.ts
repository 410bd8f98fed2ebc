import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataTable, type DataTable } from '../../../../services/windmill/src/datatable/index.ts'

/** A program's answer, or undefined where the machine does not have it. */
function ask(program: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}

// PostgreSQL does not run as root, so there it needs its own user.
const asRoot = process.getuid?.() === 0
const uid = asRoot ? Number(ask('id', '-u', 'postgres')) : undefined
const there = ask('postgres', '--version') && ask('initdb', '--version') && !(asRoot && Number.isNaN(uid))

describe.skipIf(!there)('a data table in a PostgreSQL server', () => {
  let dir: string
  let server: ChildProcess
  let table: DataTable
  const run = (script: string, signal?: AbortSignal) =>
    table.runScript(script, { database: 'datatable://main' }, signal)

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'datatable-pg-'))
    chmodSync(dir, 0o777)
    const data = join(dir, 'data')
    const user = uid === undefined ? {} : { uid }
    execFileSync('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'], { ...user, stdio: 'ignore', cwd: dir })
    server = spawn('postgres', ['-D', data, '-k', dir, '-F', '-c', 'listen_addresses=', '-c', 'timezone=Asia/Tokyo'], {
      ...user,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    for await (const line of createInterface(server.stderr!)) if (line.includes('ready to accept')) break
    table = createDataTable({ postgresUrl: `postgres://postgres@/postgres?host=${dir}` })
  })

  afterAll(async () => {
    await table.stop()
    server.kill('SIGINT')
    await once(server, 'exit')
    rmSync(dir, { recursive: true, force: true })
  })

  it('answers as the one without a server, whatever the server`s time zone', async () => {
    const script = `-- $1 n (int) = 2
      SELECT $1 AS n, 9007199254740993::bigint AS big, 1.50::numeric AS num, '{"a":1}'::jsonb AS j, ARRAY['a'] AS arr,
      '2026-01-02T03:04:05Z'::timestamptz AS ts, '2026-01-02'::date AS d, interval '1 day' AS span`
    expect(await run(script.replace(/\n +/g, '\n'))).toEqual([
      {
        n: 2,
        big: 9007199254740992,
        num: 1.5,
        j: { a: 1 },
        arr: ['a'],
        ts: '2026-01-02T03:04:05+00:00',
        d: '2026-01-02',
        span: '0 months 1 days 0 ms',
      },
    ])
  })

  it('words errors alike', async () => {
    await run('CREATE TABLE one (id int primary key); INSERT INTO one VALUES (1)')
    await expect(run('INSERT INTO one VALUES (1)')).rejects.toMatchObject({
      text: 'Internal: db error: ERROR: duplicate key value violates unique constraint "one_pkey"\nDETAIL: Key (id)=(1) already exists.',
      sqlState: '23505',
    })
    await expect(run('SELECT 1 AS a; SELECT nothing')).rejects.toThrow('column "nothing" does not exist')
    await expect(run('COPY one FROM STDIN')).rejects.toMatchObject({ kind: 'not_supported' })
  })

  it('gives a connection back as it was', async () => {
    await run('CREATE TABLE tx (n int)')
    await expect(run('BEGIN; INSERT INTO tx VALUES (1); SELECT 1/0')).rejects.toThrow('division by zero')
    await run("BEGIN; INSERT INTO tx VALUES (1); SET search_path TO pg_catalog; SET TimeZone = 'UTC'")
    const rows = await table.query("SELECT (SELECT count(*)::int FROM tx) AS n, current_setting('TimeZone') AS zone")
    expect(rows).toEqual([{ n: 0, zone: 'Asia/Tokyo' }])
  })

  it('cancels a running statement in the server', async () => {
    const controller = new AbortController()
    const running = run('SELECT pg_sleep(600)', controller.signal)
    const sleeping = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
    while ((await table.query(`${sleeping} AND state = 'active'`))[0]!.n === 0);
    controller.abort()
    await expect(running).rejects.toMatchObject({ sqlState: '57014' })
    expect(await table.query(`${sleeping} AND state = 'active'`)).toEqual([{ n: 0 }])
  })

  it('applies migrations, two runs at once each one time', async () => {
    await table.migrations.upsert({
      timestamp: 1,
      name: 'made',
      up: 'CREATE TABLE made (n int)',
      down: 'DROP TABLE made',
    })
    const runs = await Promise.all([table.migrations.run(), table.migrations.run()])
    expect(runs.flat()).toEqual([{ version: 1, name: 'made' }])
    expect(await table.migrations.rollback()).toEqual([{ version: 1, name: 'made' }])
    expect((await table.schemas())[0]!.schemas.public).toMatchObject({ tx: { n: 'int4?' } })
  })

  it('says which server cannot be reached, without the password', async () => {
    const other = createDataTable({ postgresUrl: 'postgres://ada:secret@127.0.0.1:1/db' })
    const error = await other.query('SELECT 1').catch((failed: Error) => failed.message)
    expect(error).toMatch(/127\.0\.0\.1:1\/db.*ECONNREFUSED/)
    expect(error).not.toContain('secret')
    await other.stop()
  })
})
