import { badRequest, WindmillError } from '../shared/errors.ts'
import type { Engine, Session } from './engine.ts'
import { splitStatements, withoutComments } from './sql-text.ts'

/** A migration as uploaded; `timestamp` is YYYYMMDDHHMMSS as a number, and its version. */
export interface Migration {
  timestamp: number
  name: string
  up: string
  /** Absent when the migration cannot be rolled back. */
  down?: string
}

/** An uploaded migration, and when it was applied (RFC 3339), null when it is not. */
export interface MigrationStatus extends Migration {
  appliedAt: string | null
}

/** A migration that was applied or rolled back. */
export interface MigrationDone {
  version: number
  name: string
}

/** Which migrations a run or a rollback means; without either, all pending ones, or the last applied. */
export interface MigrationChoice {
  /** Pending ones up to and with this version. */
  upTo?: number
  /** This version alone. */
  only?: number
}

/**
 * The data table's migrations. The uploaded text stands in `_millwright.migrations`, what was applied in
 * `_wm_migrations`, which is Windmill's own table, so that a database serves one after the other.
 */
export interface Migrations {
  /** By version. */
  list(): Promise<MigrationStatus[]>
  /** Adds or changes one. Bad request for a bad name, or when an applied one would change. */
  upsert(migration: Migration): Promise<void>
  /** Removes one; one that is not there is no error. Bad request when it is applied. */
  remove(timestamp: number): Promise<void>
  /** Applies what is pending, by version, each in a transaction. Ends at the first that fails; those before it stay. */
  run(choice?: MigrationChoice): Promise<MigrationDone[]>
  /** Rolls back the last `count` applied (1), or one version, newest first. Bad request for one without `down`. */
  rollback(count?: number, choice?: Pick<MigrationChoice, 'only'>): Promise<MigrationDone[]>
}

/** The name of the data table in `_wm_migrations`; there is one. */
const DATATABLE = 'main'

const BOOKKEEPING = [
  'CREATE SCHEMA IF NOT EXISTS _millwright',
  `CREATE TABLE IF NOT EXISTS _millwright.migrations (
    version bigint PRIMARY KEY, name text NOT NULL, up text NOT NULL, down text)`,
  `CREATE TABLE IF NOT EXISTS public._wm_migrations (
    datatable text NOT NULL, version bigint NOT NULL, installed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (datatable, version))`,
]

const LIST = `
  SELECT m.version, m.name, m.up, m.down,
    to_char(w.installed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  FROM _millwright.migrations m
  LEFT JOIN public._wm_migrations w ON w.datatable = $1::text AND w.version = m.version
  ORDER BY m.version`

const UPSERT = `
  INSERT INTO _millwright.migrations (version, name, up, down) VALUES ($1::bigint, $2::text, $3::text, $4::text)
  ON CONFLICT (version) DO UPDATE SET name = excluded.name, up = excluded.up, down = excluded.down`

const RECORD = `
  INSERT INTO public._wm_migrations (datatable, version) VALUES ($1::text, $2::bigint) ON CONFLICT DO NOTHING`

const APPLIED = `
  SELECT version FROM public._wm_migrations
  WHERE datatable = $1::text AND ($2::bigint IS NULL OR version = $2::bigint)
  ORDER BY version DESC LIMIT $3::bigint`

export function createMigrations(engine: Engine): Migrations {
  /** Windmill's own lock, held until the session ends: a run, a rollback and a change do not meet. */
  const locked = <T>(work: (session: Session) => Promise<T>) =>
    engine.session(async (session) => {
      await session.run("SELECT pg_advisory_lock(hashtext('windmill_datatable_migrations')::int8)")
      for (const statement of BOOKKEEPING) await session.run(statement)
      return await work(session)
    })

  return {
    list: () => locked(readAll),

    upsert: (migration) =>
      locked(async (session) => {
        const { timestamp, name, up, down } = migration
        if (!/^[A-Za-z0-9_-]+$/.test(name))
          throw badRequest(`Invalid migration name '${name}': use letters, digits, '_' and '-'`)
        const there = (await readAll(session)).find((known) => known.timestamp === timestamp)
        const changes = there && (there.name !== name || there.up !== up || there.down !== down)
        if (changes && there.appliedAt) {
          throw badRequest(
            `Migration ${timestamp} (${there.name}) is applied and cannot change: roll it back first, or add a new one`,
          )
        }
        await session.run(UPSERT, [String(timestamp), name, up, down ?? null])
      }),

    remove: (timestamp) =>
      locked(async (session) => {
        const applied = await session.run(APPLIED, [DATATABLE, String(timestamp), '1'])
        if (applied.rows.length > 0)
          throw badRequest(`Migration ${timestamp} is applied and cannot be removed: roll it back first`)
        await session.run('DELETE FROM _millwright.migrations WHERE version = $1::bigint', [String(timestamp)])
      }),

    run: ({ upTo = Number.POSITIVE_INFINITY, only } = {}) =>
      locked(async (session) => {
        const pending = (await readAll(session)).filter(
          ({ timestamp, appliedAt }) =>
            appliedAt === null && (only === undefined ? timestamp <= upTo : timestamp === only),
        )
        const done: MigrationDone[] = []
        for (const { timestamp, name, up } of pending) {
          await apply(session, up, `apply migration ${timestamp} (${name})`, RECORD, timestamp)
          done.push({ version: timestamp, name })
        }
        return done
      }),

    rollback: (count = 1, { only } = {}) =>
      locked(async (session) => {
        const known = new Map((await readAll(session)).map((migration) => [migration.timestamp, migration]))
        const { rows } = await session.run(APPLIED, [
          DATATABLE,
          only === undefined ? null : String(only),
          String(count),
        ])
        const done: MigrationDone[] = []
        for (const [version] of rows) {
          const migration = known.get(Number(version))
          if (!migration)
            throw badRequest(`Cannot roll back migration ${version}: it is no longer there, upload it again`)
          const { timestamp, name, down } = migration
          if (down === undefined)
            throw badRequest(`Cannot roll back migration ${timestamp} (${name}): it has no down migration`)
          await apply(session, down, `roll back migration ${timestamp} (${name})`, FORGET, timestamp)
          done.push({ version: timestamp, name })
        }
        return done
      }),
  }
}

const FORGET = 'DELETE FROM public._wm_migrations WHERE datatable = $1::text AND version = $2::bigint'

async function readAll(session: Session): Promise<MigrationStatus[]> {
  const { rows } = await session.run(LIST, [DATATABLE])
  return rows.map(([version, name, up, down, applied]) => ({
    timestamp: Number(version),
    name: name!,
    up: up!,
    ...(down !== null && { down: down! }),
    appliedAt: applied!,
  }))
}

const BEGINS = /^\s*(begin|start\s+transaction)\b/i
const ENDS = /^\s*(commit|end|rollback(?!\s+(work\s+|transaction\s+)?to\b))\b/i

/**
 * Runs one script and its record in one transaction. A BEGIN … COMMIT (or END) around the whole script, as `wmill
 * datatable migrate new` writes it, is that transaction. A script with other transaction commands has its own way, as
 * in Windmill: it runs as it stands and is recorded afterwards. So does a single statement that PostgreSQL refuses in
 * a transaction (CREATE INDEX CONCURRENTLY).
 */
async function apply(session: Session, script: string, what: string, record: string, version: number): Promise<void> {
  let statements = splitStatements(script).filter(
    (statement) => withoutComments(statement).replace(';', '').trim() !== '',
  )
  const bare = statements.map(withoutComments)
  if (BEGINS.test(bare[0] ?? '') && /^\s*(commit|end)\b/i.test(bare.at(-1) ?? '')) statements = statements.slice(1, -1)
  const ownWay = statements.map(withoutComments).some((statement) => BEGINS.test(statement) || ENDS.test(statement))
  const recorded = () => session.run(record, [DATATABLE, String(version)])
  // A script may set its own search_path or role; the next one begins without.
  const all = async () => {
    for (const statement of statements) await session.run(statement)
    await session.run('RESET ALL')
    await recorded()
  }
  try {
    if (ownWay) await all()
    else await inTransaction(session, all).catch((error) => (alone(error, statements) ? all() : Promise.reject(error)))
  } catch (error) {
    throw error instanceof WindmillError
      ? new WindmillError(error.kind, `Failed to ${what}: ${error.message}`, { cause: error })
      : error
  }
}

/** SQLSTATE 25001: the statement cannot run inside a transaction. */
const alone = (error: unknown, statements: string[]) =>
  statements.length === 1 && (error as { sqlState?: string }).sqlState === '25001'

async function inTransaction(session: Session, work: () => Promise<void>): Promise<void> {
  await session.run('BEGIN')
  try {
    await work()
    await session.run('COMMIT')
  } catch (error) {
    await session.run('ROLLBACK')
    throw error
  }
}
