import type { Auth } from '../auth/index.ts'
import type { Queue } from '../queue/index.ts'
import type { System } from '../shared/system.ts'
import type { Store } from '../store/index.ts'

/** What triggers stand on. */
export interface TriggerContext {
  store: Store
  system: System
  queue: Queue
  auth: Auth
}
