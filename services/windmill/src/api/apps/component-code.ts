import { notFoundAt } from '../../shared/errors.ts'
import { apps } from '../../store/index.ts'
import type { Windmill } from '../context.ts'
import type { ComponentBody } from './component-body.ts'
import type { Click, Terms } from './component-terms.ts'

/** The inline script of a component. */
export interface Code {
  content: string
  language: string
  lock?: string
  cache_ttl?: number
  path?: string
  /** Contents that its imports mean, which are not deployed. */
  temp_script_refs?: Record<string, string>
}

/**
 * The inline script that is asked for: sent along, or named by its number where the page has not got its content. Throws
 * 404 for the number of a script that is none of this app's.
 */
export function sentCode({ store }: Windmill, { workspace_id, path }: Click, body: ComponentBody): Code | undefined {
  const { id, raw_code, temp_script_refs } = body
  if (id != null && !raw_code?.content) {
    const app = apps.getApp.one(store.connection, { workspace_id, path })
    const script = apps.getAppScript.one(store.connection, { workspace_id, id })
    if (!script || script.app_id !== app?.id) throw notFoundAt('App script', 'id', String(id))
    const { content, language, lock } = script
    return { content, language, lock: lock ?? undefined, cache_ttl: raw_code?.cache_ttl ?? undefined }
  }
  if (!raw_code) return undefined
  return {
    content: raw_code.content,
    language: raw_code.language,
    lock: raw_code.lock ?? undefined,
    cache_ttl: raw_code.cache_ttl ?? undefined,
    path: raw_code.path ?? undefined,
    temp_script_refs: temp_script_refs ?? undefined,
  }
}

/**
 * Of code that a visitor sends, the policy has checked the content alone: where it lies, its language, its lock and what
 * its imports mean are those of the app. In the editor all of it is the editor's own.
 */
export function trustedCode({ store }: Windmill, { content, cache_ttl, ...sent }: Code, { version_id }: Terms): Code {
  if (version_id === undefined) return { content, cache_ttl, ...sent }
  const own = apps.appScriptsOf.all(store.connection, { version_id }).find((script) => script.content === content)
  return { content, cache_ttl, language: own?.language ?? sent.language, lock: own?.lock ?? undefined }
}
