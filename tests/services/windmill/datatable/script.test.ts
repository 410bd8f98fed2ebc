import { afterAll, describe, expect, it } from 'vitest'
import { createDataTable } from '../../../../services/windmill/src/datatable/index.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'

const table = createDataTable()
afterAll(() => table.stop())
const run = (script: string, args: JsonObject = {}) =>
  table.runScript(script, { database: 'datatable://main', ...args })
const scalar = (script: string, args: JsonObject = {}) =>
  run(`-- result_collection=last_statement_first_row_scalar\n${script}`, args)

describe('declared arguments', () => {
  const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
  const cases: [type: string, value: Json, pgType: string, back: Json][] = [
    ['text', 'a', 'text', 'a'],
    ['text', 5, 'text', '5'],
    ['varchar', 'a', 'character varying', 'a'],
    ['int', 5, 'integer', 5],
    ['int', '5', 'integer', 5],
    ['smallint', 5, 'smallint', 5],
    ['bigint', '9007199254740991', 'bigint', 9007199254740991],
    ['float8', 2, 'double precision', 2],
    ['double', 1.5, 'double precision', 1.5],
    ['real', 0.5, 'real', 0.5],
    ['numeric', '12.30', 'numeric', 12.3],
    ['bool', true, 'boolean', true],
    ['boolean', 'off', 'boolean', false],
    ['jsonb', { a: [1] }, 'jsonb', { a: [1] }],
    ['jsonb', [1, 2], 'jsonb', [1, 2]],
    ['json', { a: 1 }, 'json', { a: 1 }],
    ['date', '2026-01-02', 'date', '2026-01-02'],
    ['date', '2026-01-02T23:00:00.000Z', 'date', '2026-01-02'],
    ['time', '03:04', 'time without time zone', '03:04:00'],
    ['timestamp', '2026-01-02T03:04:05.5Z', 'timestamp without time zone', '2026-01-02T03:04:05.500'],
    ['timestamptz', '2026-01-02T03:04:05Z', 'timestamp with time zone', '2026-01-02T03:04:05+00:00'],
    ['timestamptz', '2026-01-02 05:04:05+02', 'timestamp with time zone', '2026-01-02T03:04:05+00:00'],
    ['uuid', uuid, 'uuid', uuid],
    ['bytea', 'aGk=', 'bytea', '\\x6869'],
    ['oid', 5, 'oid', 5],
    ['int[]', [1, null, '3'], 'integer[]', [1, null, 3]],
    ['text[]', ['a,"\\', '', 'NULL', null], 'text[]', ['a,"\\', '', 'NULL', null]],
    ['float8[]', [1, 2.5], 'double precision[]', [1, 2.5]],
    ['jsonb[]', [{ a: 1 }, 'x'], 'jsonb[]', [{ a: 1 }, 'x']],
    ['text[]', [], 'text[]', []],
  ]
  it.each(cases)('(%s) takes %j as %s', async (type, value, pgType, back) => {
    const script = `-- $1 a (${type})\nSELECT pg_typeof($1)::text AS type, $1 AS value`
    expect(await run(script, { a: value })).toEqual([{ type: pgType, value: back }])
  })

  it.each(['int', 'text', 'jsonb', 'timestamptz', 'int[]'])('(%s) takes null', async (type) => {
    expect(await run(`-- $1 a (${type})\nSELECT $1 IS NULL AS none`, { a: null })).toEqual([{ none: true }])
  })

  const refused: [type: string, value: Json, words: string][] = [
    ['int', 'five', "Cannot parse 'five' as int4"],
    ['date', 'tomorrow', "Cannot parse 'tomorrow' as date"],
    ['timestamptz', '02/01/2026', 'Cannot parse'],
    ['bool', 'maybe', 'Cannot parse'],
    ['int[]', [1, 'x'], 'Mixed types in array'],
    ['vector[]', ['[1]'], 'Unsupported JSON array type'],
  ]
  it.each(refused)('(%s) refuses %j', async (type, value, words) => {
    const failed = run(`-- $1 a (${type})\nSELECT $1 AS a`, { a: value })
    await expect(failed).rejects.toMatchObject({ kind: 'execution', message: expect.stringContaining(words) })
  })

  it('sends what nobody typed with its own type, as Windmill does', async () => {
    const script =
      '-- $1 a\n-- $2 b\n-- $3 c\nSELECT pg_typeof($1)::text, pg_typeof($2)::text AS b, pg_typeof($3)::text AS c'
    expect(await run(script, { a: 1, b: 1.5, c: true })).toEqual([
      { pg_typeof: 'bigint', b: 'double precision', c: 'boolean' },
    ])
  })

  it('takes the type from a cast, also one of several words', async () => {
    const script = '-- $1 a\nSELECT $1::double precision AS a, pg_typeof($1)::text AS type'
    expect(await run(script, { a: 2 })).toEqual([{ a: 2, type: 'double precision' }])
  })

  it('refuses a type that the real driver cannot send, and takes it by way of text', async () => {
    await expect(run('-- $1 a\nSELECT $1::interval AS a', { a: '1 day' })).rejects.toThrow('$1::text::interval')
    expect(await scalar('-- $1 a\nSELECT extract(epoch FROM $1::text::interval)', { a: '1 day' })).toBe(86400)
    await expect(run('-- $1 a (float)\nSELECT $1::float AS a', { a: 2 })).rejects.toThrow('float8')
    expect(await scalar('-- $1 a (float)\nSELECT $1::float AS a', { a: 2.5 })).toBe(2.5)
  })

  it('sends enums', async () => {
    await run("CREATE TYPE mood AS ENUM ('glad', 'sad')")
    expect(await scalar('-- $1 a\nSELECT $1::mood', { a: 'sad' })).toBe('sad')
    await expect(run('-- $1 a\nSELECT $1::mood', { a: 'angry' })).rejects.toThrow('invalid input value for enum mood')
  })

  it('uses defaults for missing keys only', async () => {
    const script =
      "-- $1 n (int) = 3\n-- $2 s (text) = 'x y'\n-- $3 b (bool) = true\n-- $4 z (int) = null\nSELECT $1 AS n, $2 AS s, $3 AS b, $4 AS z"
    expect(await run(script)).toEqual([{ n: 3, s: 'x y', b: true, z: null }])
    expect(await run(script, { n: null, s: 'y', b: false, z: 1 })).toEqual([{ n: null, s: 'y', b: false, z: 1 }])
  })

  it('numbers the parameters of each statement anew, and leaves quoted ones alone', async () => {
    const script =
      "-- $1 a (int)\n-- $5 b (text)\nSELECT '$1' AS q, $5 AS b; SELECT $5 AS b, $1 + 1 AS a, $$ $5; $$ AS d -- $1"
    expect(await run(`-- result_collection=all_statements_all_rows\n${script}`, { a: 1, b: 'B' })).toEqual([
      [{ q: '$1', b: 'B' }],
      [{ b: 'B', a: 2, d: ' $5; ' }],
    ])
  })
})

describe('result_collection', () => {
  const script = "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'; SELECT 3 AS c, 'z' AS d UNION ALL SELECT 4, 'w'"
  const first = [
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
  ]
  const last = [
    { c: 3, d: 'z' },
    { c: 4, d: 'w' },
  ]
  const shapes: [string, Json][] = [
    ['last_statement_all_rows', last],
    ['last_statement_first_row', last[0]!],
    ['last_statement_all_rows_scalar', [3, 4]],
    ['last_statement_first_row_scalar', 3],
    ['all_statements_all_rows', [first, last]],
    ['all_statements_first_row', [first[0]!, last[0]!]],
    [
      'all_statements_all_rows_scalar',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['all_statements_first_row_scalar', [1, 3]],
    ['legacy', [first, last]],
    ['no_such_strategy', last],
  ]
  it.each(shapes)('%s', async (name, shape) => {
    expect(await run(`-- result_collection=${name}\n${script}`)).toEqual(shape)
  })

  it('is the last statement`s rows without an annotation, none for a command', async () => {
    expect(await run(script)).toEqual(last)
    expect(await run('CREATE TABLE shapes (n int);')).toEqual([])
    expect(await run('-- only a comment')).toBeNull()
  })

  it('legacy is the rows of a single statement', async () => {
    expect(await run('-- result_collection=legacy\nSELECT 1 AS a')).toEqual([{ a: 1 }])
  })
})

describe('results', () => {
  it('writes the other types as Windmill does', async () => {
    const script = `SELECT 'NaN'::float8 AS nan, '-Infinity'::float8 AS inf, B'1' AS bit, B'101'::bit(3) AS bits,
      '1 year 2 mons -3 days -04:05:06.5'::interval AS span, '03:04:05.25'::time AS t, '03:04:05+02'::timetz AS tz,
      'abc'::bytea AS bytes, 0.1::real AS r, '10.0.0.1'::inet AS ip, '2026-01-02 03:04:05.000001'::timestamp AS ts,
      ARRAY['2026-01-02T03:04:05+02'::timestamptz] AS times, ARRAY[1.5, NULL]::numeric[] AS nums`
    expect(await run(script)).toEqual([
      {
        nan: 'NaN',
        inf: '-Infinity',
        bit: true,
        bits: '101',
        span: '14 months -3 days -14706500000 ms',
        t: '03:04:05.250',
        tz: '01:04:05+00:00',
        bytes: '\\x616263',
        r: Math.fround(0.1),
        ip: '10.0.0.1',
        ts: '2026-01-02T03:04:05.000001',
        times: ['2026-01-02T01:04:05+00:00'],
        nums: [1.5, null],
      },
    ])
  })

  it('keeps a column named __proto__', async () => {
    const rows = (await run('SELECT 1 AS "__proto__"')) as JsonObject[]
    expect(JSON.stringify(rows)).toBe('[{"__proto__":1}]')
  })

  it('refuses types that Windmill cannot return, and says how to cast', async () => {
    await expect(run('SELECT 5::money AS price')).rejects.toThrow('price::text')
    await expect(run('SELECT ARRAY[[1,2],[3,4]] AS grid')).rejects.toThrow('to_jsonb(grid)')
  })
})

describe('what a script may not do here', () => {
  const refused: [string, string][] = [
    ['-- database f/a/pg\nSELECT 1', 'database'],
    ['-- role analytics\nSELECT 1', 'role'],
    ['-- s3 format=csv\nSELECT 1', 's3'],
    ['-- prepare\nSELECT 1', 'prepare'],
    ['-- %%name%% a/b\nSELECT 1', '%%name%%'],
    ['COPY pg_class FROM STDIN', 'COPY'],
  ]
  it.each(refused)('%j is refused by name', async (script, word) => {
    await expect(run(script)).rejects.toMatchObject({ kind: 'not_supported', message: expect.stringContaining(word) })
  })

  it('asks for the data table that exists', async () => {
    await expect(table.runScript('SELECT 1', {})).rejects.toMatchObject({ kind: 'bad_request' })
    await expect(run('SELECT 1', { database: 'datatable://other' })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(run('SELECT 1', { database: { host: 'x' } })).rejects.toMatchObject({ kind: 'not_supported' })
  })
})
