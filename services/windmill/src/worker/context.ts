import type { Auth } from '../auth/index.ts'
import type { DataTable } from '../datatable/index.ts'
import type { Executor } from '../executor/index.ts'
import type { Evaluate } from '../flow/index.ts'
import type { Queue } from '../queue/index.ts'
import type { System } from '../shared/system.ts'
import type { Store } from '../store/index.ts'

/** What the worker stands on. */
export interface WorkerContext {
  store: Store
  system: System
  queue: Queue
  auth: Auth
  executor: Executor
  evaluate: Evaluate
  datatable: DataTable
  /** Folders that the steps of a flow with `same_worker` share are made below it. */
  dataDir: string
  /** Where the server is reached from this machine: no slash at the end, no `/api`. */
  baseUrl(): string
  /** A number from 0 up to 1, for the spread of retries. */
  random(): number
}
