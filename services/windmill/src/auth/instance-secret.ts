import type { System } from '../shared/system.ts'
import { instance, type Store } from '../store/index.ts'

/** The server's own secret, with which tokens of jobs are signed: made once, and kept with everything else. */
export function instanceSecret(store: Store, system: System): string {
  instance.insertSecret.run(store.connection, { name: 'job_tokens', value: system.secret(32) })
  return instance.getSecret.one(store.connection, { name: 'job_tokens' })!.value
}
