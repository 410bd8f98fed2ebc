import { expect, test } from 'vitest'
import { says, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const MANY = 20_000

/** Rows of each table that were read one after the other, not by an index, since it was made. */
async function rowsScanned(): Promise<Record<string, number>> {
  await kit.sql`SELECT pg_stat_force_next_flush()`.execute()
  const rows = await kit.sql<{ relname: string; seq_tup_read: number }>`
    SELECT relname::text AS relname, seq_tup_read FROM pg_stat_user_tables`.fetch()
  return Object.fromEntries(rows.map(({ relname, seq_tup_read }) => [relname, seq_tup_read]))
}

/** What is kept of many runs of others. */
async function keepMany(): Promise<void> {
  await kit.sql`
    INSERT INTO sessions (id, user_id, agent_id, created_at, updated_at, last_seq)
    SELECT 'old' || n, 'user' || n % 50, 'a', now(), now(), 1 FROM generate_series(1, ${MANY}::int) n`.execute()
  await kit.sql`
    INSERT INTO session_messages (session_id, seq, run_id, place, message, tokens, at)
    SELECT 'old' || n, 1, 'run' || n, 0, '{}', 1, now() FROM generate_series(1, ${MANY}::int) n`.execute()
  await kit.sql`
    INSERT INTO runs (id, root_run_id, lineage, path, user_id, session_id, agent_id, agent_version, input, status, created_at)
    SELECT 'run' || n, 'run' || n, ARRAY['run' || n], ARRAY['a'], 'user' || n % 50, 'old' || n, 'a', 1, '{}', 'running', now()
    FROM generate_series(1, ${MANY}::int) n`.execute()
  await kit.sql`
    INSERT INTO model_calls (id, run_id, root_run_id, model, reserved_tokens, reserved_cost)
    SELECT 'model' || n, 'run' || n, 'run' || n, 'm', 0, 0 FROM generate_series(1, ${MANY}::int) n`.execute()
  await kit.sql`
    INSERT INTO tool_calls (id, run_id, place, tool, arguments, status, created_at)
    SELECT 'call' || n, 'run' || n, '1.1', 't', '{}', 'running', now() FROM generate_series(1, ${MANY}::int) n`.execute()
  await kit.sql`
    INSERT INTO events (run_id, seq, key, type, at, level, message)
    SELECT 'run' || n, 1, 'start', 't', now(), 'info', 'm' FROM generate_series(1, ${MANY}::int) n`.execute()
}

test('a turn reads no table from end to end, however much is kept', async () => {
  kit.script('f/math/double', ({ x }) => (x as number) * 2, { type: 'object', properties: { x: { type: 'number' } } })
  await kit.define({ name: 'counter', tools: [{ kind: 'script', path: 'f/math/double' }] })
  await keepMany()
  // PostgreSQL plans a prepared statement anew for its first uses, and settles for one plan after five.
  for (let time = 0; time < 8; time += 1) {
    const before = await rowsScanned()
    const run = await kit.run('counter', 'Double 3', [
      { answer: { calls: [{ name: 'double', arguments: { x: 3 } }] } },
      says('6'),
    ])
    expect(run).toMatchObject({ status: 'completed', output: '6', usage: { model_calls: 2, tool_calls: 1 } })
    const after = await rowsScanned()
    const scanned = Object.entries(after).filter(([name, rows]) => rows - (before[name] ?? 0) >= MANY)
    expect(scanned).toEqual([])
  }
})
