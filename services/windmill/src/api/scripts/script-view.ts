import type { JsonObject } from '../../shared/json.ts'
import { toTimestamp } from '../../shared/system.ts'
import type { scripts } from '../../store/index.ts'

/** A version of a script as the API shows it (wire.jsonl, "wmill sync push, one script edited"). */
export function scriptView(script: scripts.Script): JsonObject {
  return {
    workspace_id: script.workspace_id,
    hash: script.hash,
    path: script.path,
    parent_hashes: script.parent_hashes.length > 0 ? script.parent_hashes : null,
    summary: script.summary,
    description: script.description,
    content: script.content,
    created_by: script.created_by,
    created_at: toTimestamp(script.created_at),
    archived: script.archived,
    schema: script.schema,
    deleted: script.deleted,
    is_template: false,
    extra_perms: script.extra_perms,
    ...(script.lock !== null && { lock: script.lock }),
    lock_error_logs: script.lock_error_logs,
    language: script.language,
    kind: script.kind,
    tag: null,
    ws_error_handler_muted: false,
    assets: [],
    ...script.options,
  }
}

/** A row of `scripts/list` (wire.jsonl, "wmill script list"). */
export function scriptRow(script: Omit<scripts.Script, 'content'>, withoutDescription: boolean): JsonObject {
  const { tag = null, ws_error_handler_muted = false, auto_kind, codebase, labels } = script.options
  return {
    hash: script.hash,
    path: script.path,
    summary: script.summary,
    created_at: toTimestamp(script.created_at),
    archived: script.archived,
    extra_perms: script.extra_perms,
    language: script.language,
    starred: false,
    tag,
    ...(!withoutDescription && { description: script.description }),
    has_deploy_errors: script.lock_error_logs !== null,
    ws_error_handler_muted,
    ...(auto_kind !== undefined && { auto_kind }),
    ...(codebase !== undefined && { use_codebase: true }),
    ...(labels !== undefined && { labels }),
    kind: script.kind,
  }
}
