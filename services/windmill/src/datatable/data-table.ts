import { badRequest, notFound, notSupported } from '../shared/errors.ts'
import type { Json, JsonObject } from '../shared/json.ts'
import { type Engine, type Session, standsAlone } from './engine.ts'
import { createMigrations, type Migrations } from './migrations.ts'
import { createPgliteEngine } from './pglite-engine.ts'
import { createPostgresEngine } from './postgres-engine.ts'
import { collectResults } from './result-collection.ts'
import { rowsToJson } from './row-json.ts'
import { type DataTableSchemas, readSchemas } from './schemas.ts'
import { type Declaration, parseScript } from './script.ts'
import { bindStatement, checkUnresolved } from './statement.ts'

/** Where a data table keeps its rows: in `dir`, in a PostgreSQL server, or, with neither, in memory. */
export interface DataTableOptions {
  dir?: string
  postgresUrl?: string
}

/** A parameter of `query`; without a type it has its value's own (integers are bigint). */
export interface SqlParam {
  value: Json
  /** A PostgreSQL type as a script would declare it: `int`, `jsonb`, `text[]`. */
  type?: string
}

/** The data table `main`. Each method starts the database if it is not running, and rejects with a WindmillError. */
export interface DataTable {
  /** Starts the database in the background. What goes wrong is told to the first who uses it. */
  warm(): void
  /** One statement; its rows as Windmill's JSON (`datatable/types`). `signal` cancels it. */
  query(sql: string, params?: SqlParam[], signal?: AbortSignal): Promise<JsonObject[]>
  /**
   * A `postgresql` script with a job's arguments, `database` among them, as `wmill.datatable()` sends it. Its
   * statements run in one session, where no other's come in between, and what it leaves open is undone.
   */
  runScript(content: string, args: JsonObject, signal?: AbortSignal): Promise<Json>
  migrations: Migrations
  /** What `list_datatable_schemas` answers; a database that cannot be reached stands in `error`. */
  schemas(): Promise<DataTableSchemas[]>
  stop(): Promise<void>
}

/** Makes a data table; returns at once, and starts nothing. */
export function createDataTable(options: DataTableOptions = {}): DataTable {
  const { dir, postgresUrl } = options
  if (dir !== undefined && postgresUrl !== undefined)
    throw badRequest('A data table has a folder or a PostgreSQL, not both')
  const engine: Engine = postgresUrl === undefined ? createPgliteEngine(dir) : createPostgresEngine(postgresUrl)

  /** Runs `work`, which runs these statements: in a session of its own, unless there is one that stands alone. */
  function inSession<T>(statements: readonly string[], work: (session: Session) => Promise<T>, signal?: AbortSignal) {
    const [only] = statements
    if (statements.length !== 1 || !standsAlone(only!)) return engine.session(work, signal)
    return work({ run: (sql, params = []) => engine.statement(sql, params, signal) })
  }

  return {
    warm: () => void engine.start().catch(() => undefined),

    query(sql, params = [], signal) {
      const declarations = new Map(params.map(({ type }, i) => [i + 1, declare(i + 1, type)]))
      const args = Object.fromEntries(params.map(({ value }, i) => [`$${i + 1}`, value]))
      return inSession([sql], (session) => runStatement(session, sql, declarations, args), signal)
    },

    async runScript(content, args, signal) {
      checkDatabase(args.database)
      const script = parseScript(content)
      return await inSession(
        script.statements,
        async (session) => {
          const results: JsonObject[][] = []
          for (const statement of script.statements) {
            results.push(await runStatement(session, statement, script.declarations, args))
          }
          return collectResults(script.collection, results)
        },
        signal,
      )
    },

    migrations: createMigrations(engine),

    async schemas() {
      try {
        return [{ datatable_name: 'main', schemas: await engine.session(readSchemas) }]
      } catch (error) {
        return [{ datatable_name: 'main', schemas: {}, error: error instanceof Error ? error.message : String(error) }]
      }
    },

    stop: () => engine.stop(),
  }
}

const declare = (index: number, type: string | undefined): Declaration => ({
  name: `$${index}`,
  type: type?.toLowerCase() ?? 'text',
  inferred: type === undefined,
})

async function runStatement(
  session: Session,
  statement: string,
  declarations: ReadonlyMap<number, Declaration>,
  args: JsonObject,
): Promise<JsonObject[]> {
  const { sql, params, unresolved } = bindStatement(statement, declarations, args)
  await checkUnresolved(session, unresolved)
  return await rowsToJson(session, await session.run(sql, params))
}

/** A script says where it runs in its argument `database`; here that can only be the data table `main`. */
function checkDatabase(database: Json | undefined): void {
  if (database === undefined || database === null)
    throw badRequest('Missing database argument: pass "datatable://main"')
  if (typeof database !== 'string' || !database.startsWith('datatable://')) {
    throw notSupported(
      'a postgresql script on a resource: the embedded Windmill has the data table, "datatable://main"',
    )
  }
  const name = database.slice('datatable://'.length)
  if (name !== 'main') throw notFound(`datatable ${name} not found, there is main`)
}
