import type { Auth } from './auth/index.ts'
import { rawTemp, type Store, scripts } from './store/index.ts'

/**
 * The content of a script that another one imports, with the rights of whom the job runs as, as in Windmill, whose jobs
 * fetch what they import with their own token: a script that they may not read is not there. `tempHash` names a stored
 * content to take in place of what is deployed; whoever knows its hash has the content already.
 */
export function importScript(
  { store, auth }: { store: Store; auth: Auth },
  workspace_id: string,
  path: string,
  tempHash?: string,
  permissionedAs?: string,
): string | undefined {
  const { connection } = store
  if (tempHash) return rawTemp.getRawTemp.one(connection, { workspace_id, hash: tempHash })?.content
  const script = scripts.getLiveScript.one(connection, { workspace_id, path })
  if (!script || permissionedAs === undefined) return script?.content
  const member = auth.memberAs(workspace_id, permissionedAs, '')
  return member && auth.canRead(member, path, script.extra_perms) ? script.content : undefined
}
