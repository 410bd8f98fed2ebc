export { createDataTable, type DataTable, type DataTableOptions, type SqlParam } from './data-table.ts'
export { DatabaseError } from './errors.ts'
export type { Migration, MigrationChoice, MigrationDone, MigrationStatus, Migrations } from './migrations.ts'
export type { DataTableSchemas, SchemaMap } from './schemas.ts'
