/** The store: SQLite, its migrations (`../../migrations`), and one file for each query, in a folder for each table. */
export * as jobs from './job/index.ts'
export { openStore, type Store, StoreError } from './open.ts'
export { type Connection, type Query, query } from './sql.ts'
