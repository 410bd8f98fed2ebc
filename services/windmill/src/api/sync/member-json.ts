import type { JsonObject } from '../../shared/json.ts'

/** What changes with each edit or follows from where an item lies; it is in no file of a repository. */
const METADATA = [
  ...['workspace_id', 'path', 'name', 'id', 'versions', 'archived', 'raw_app', 'error', 'server_id'],
  ...['created_at', 'created_by', 'updated_at', 'updated_by', 'edited_at', 'edited_by', 'last_server_ping'],
  ...['permissioned_as', 'on_behalf_of'],
]

/** What becomes of `extra_perms`: left out, kept when there are any, or kept always. */
export type Perms = 'drop' | 'if_any' | 'keep'

/** An item as it stands in an archive: what the API shows of it, without metadata. */
export function memberJson(item: JsonObject, perms: Perms): string {
  const kept = Object.entries(item).filter(([key, value]) => {
    if (METADATA.includes(key)) return false
    if (key !== 'extra_perms' || perms === 'keep') return true
    return perms === 'if_any' && Object.keys(value as JsonObject).length > 0
  })
  return JSON.stringify(Object.fromEntries(kept), null, 2)
}
