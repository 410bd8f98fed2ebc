import type { Queue } from '../queue/index.ts'
import type { System } from '../shared/system.ts'
import type { Store } from '../store/index.ts'

/** What a deployment is made on. */
export interface Deployment {
  store: Store
  queue: Queue
  system: System
}

/** Who deploys, and where. */
export interface Deployer {
  workspace_id: string
  username: string
  email: string
}
