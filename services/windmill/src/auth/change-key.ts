import { type Store, variables, workspaces } from '../store/index.ts'
import { open, seal } from './sealing.ts'

/**
 * Gives a workspace another key and, unless `keepSealed`, seals its secrets anew, all in one transaction. A secret that the
 * old key does not open stays as it is.
 */
export function changeKey(store: Store, id: string, old: string, key: string, keepSealed: boolean): void {
  const { connection } = store
  store.transaction(() => {
    workspaces.setEncryptionKey.run(connection, { id, encryption_key: key })
    if (keepSealed) return
    // Those that have expired too: the clock may be set back.
    for (const { path, value, is_secret } of variables.listVariables.all(connection, { workspace_id: id, now: 0 })) {
      const plain = is_secret ? open(old, value) : undefined
      if (plain === undefined) continue
      variables.setSealedValue.run(connection, { workspace_id: id, path, value: seal(key, plain) })
    }
  })
}
