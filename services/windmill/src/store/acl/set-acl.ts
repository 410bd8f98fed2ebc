import { query } from '../sql.ts'
import { ACL_KINDS, ACL_TABLES, type AclKind } from './acl-tables.ts'

const of = (kind: AclKind) =>
  query<{ workspace_id: string; path: string; extra_perms: Record<string, boolean> }>(
    `UPDATE ${ACL_TABLES[kind].table} SET extra_perms = :extra_perms
     WHERE workspace_id = :workspace_id AND ${ACL_TABLES[kind].key} = :path`,
    { json: ['extra_perms'] },
  )

/** Gives an item (of a script, all versions) other permissions, by kind. */
export const setAcl = Object.fromEntries(ACL_KINDS.map((kind) => [kind, of(kind)])) as Record<
  AclKind,
  ReturnType<typeof of>
>
