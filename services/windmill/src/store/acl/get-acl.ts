import { query } from '../sql.ts'
import { ACL_KINDS, ACL_TABLES, type AclKind } from './acl-tables.ts'

const of = (kind: AclKind) =>
  query<{ workspace_id: string; path: string }, { extra_perms: Record<string, boolean> }>(
    `SELECT extra_perms FROM ${ACL_TABLES[kind].table}
     WHERE workspace_id = :workspace_id AND ${ACL_TABLES[kind].key} = :path LIMIT 1`,
    { json: ['extra_perms'] },
  )

/** The permissions of an item, by kind. */
export const getAcl = Object.fromEntries(ACL_KINDS.map((kind) => [kind, of(kind)])) as Record<
  AclKind,
  ReturnType<typeof of>
>
