import { EventEmitter } from 'node:events'
import type { Store } from '../store/index.ts'

/**
 * What others follow when an item changes. An event comes inside of the transaction of the change, so what a listener
 * writes stands or falls with it.
 */
interface ChangeMap {
  /** A schedule was made, changed, switched on or off, or deleted. */
  schedule: [workspaceId: string, path: string]
  /** Triggers were made, changed or deleted; there may be routes to serve or to serve no longer. */
  triggers: []
}

export type Changes = EventEmitter<ChangeMap>

const changes = new WeakMap<Store, Changes>()

/** The changes of a store; the same emitter for the same store. */
export function changesOf(store: Store): Changes {
  const known = changes.get(store) ?? (new EventEmitter<ChangeMap>() as Changes)
  changes.set(store, known)
  return known
}
