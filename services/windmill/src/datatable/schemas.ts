import type { Session } from './engine.ts'

/** Schema → table → column → `type[?][=default]`, as `list_datatable_schemas` answers. */
export type SchemaMap = Record<string, Record<string, Record<string, string>>>

/** One data table as `list_datatable_schemas` answers it. */
export interface DataTableSchemas {
  datatable_name: string
  schemas: SchemaMap
  error?: string
}

const SCHEMAS = `
  SELECT nspname::text FROM pg_namespace
  WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' AND nspname <> '_millwright'
  ORDER BY nspname`

const COLUMNS = `
  SELECT table_schema::text, table_name::text, column_name::text, udt_name::text, is_nullable::text, column_default::text
  FROM information_schema.columns
  WHERE table_schema <> 'information_schema' AND table_schema NOT LIKE 'pg\\_%' AND table_schema <> '_millwright'
  ORDER BY table_schema, table_name, ordinal_position`

/** All schemas but the system's and Millwright's own, empty ones too, with `?` after a nullable column's type. */
export async function readSchemas(session: Session): Promise<SchemaMap> {
  const map: SchemaMap = {}
  for (const [schema] of (await session.run(SCHEMAS)).rows) map[schema!] = {}
  for (const [schema, table, column, type, nullable, fallback] of (await session.run(COLUMNS)).rows) {
    map[schema!] ??= {}
    const tables = map[schema!]!
    tables[table!] ??= {}
    tables[table!]![column!] =
      type! + (nullable === 'YES' ? '?' : '') + (fallback === null ? '' : `=${shorten(fallback!)}`)
  }
  return map
}

/** Windmill cuts a default of more than 30 characters to 27 and three dots. */
function shorten(text: string): string {
  const characters = [...text]
  return characters.length > 30 ? `${characters.slice(0, 27).join('')}...` : text
}
