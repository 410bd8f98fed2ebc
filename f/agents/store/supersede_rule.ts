/**
 * When memory `k` (just become active) takes the place of memory `o`: it names it, or both are about the same subject,
 * of which only one can be true. Part of the statements in keep_memories.ts and decide_memory.ts.
 */
export const TAKES_PLACE = `
  k.state = 'active' AND o.state = 'active' AND o.user_id = k.user_id AND o.id <> k.id
  AND (o.id = ANY (k.supersedes)
    OR (k.only_one AND k.subject IS NOT NULL AND o.subject = k.subject AND o.kind = k.kind AND o.scope = k.scope
      AND o.agent_id IS NOT DISTINCT FROM k.agent_id AND o.session_id IS NOT DISTINCT FROM k.session_id))`

/** The reason that is kept when nobody gave one. */
export const DEFAULT_REASON = `'A newer one says something else about "' || coalesce(k.subject, k.kind) || '"'`
