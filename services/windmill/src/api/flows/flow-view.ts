import type { JsonObject } from '../../shared/json.ts'
import { toTimestamp } from '../../shared/system.ts'
import type { flows } from '../../store/index.ts'

/** A flow with one of its versions as the API shows it. */
export function flowView(flow: flows.Flow): JsonObject {
  return {
    workspace_id: flow.workspace_id,
    path: flow.path,
    summary: flow.summary,
    description: flow.description,
    value: flow.value as unknown as JsonObject,
    edited_by: flow.edited_by,
    edited_at: toTimestamp(flow.edited_at),
    archived: flow.archived,
    schema: flow.schema,
    extra_perms: flow.extra_perms,
    ...flow.options,
  }
}

/** A row of `flows/list` (wire.jsonl, "wmill flow list"). */
export function flowRow(flow: flows.Flow, withoutDescription: boolean): JsonObject {
  const { labels, ws_error_handler_muted = false } = flow.options
  return {
    workspace_id: flow.workspace_id,
    path: flow.path,
    summary: flow.summary,
    ...(!withoutDescription && { description: flow.description }),
    edited_by: flow.edited_by,
    edited_at: toTimestamp(flow.edited_at),
    archived: flow.archived,
    extra_perms: flow.extra_perms,
    starred: false,
    ws_error_handler_muted,
    ...(labels !== undefined && { labels }),
    is_draft: false,
  }
}
