/** The kinds of items that have permissions of their own (as `/acls/…/:kind/…` names them), and their tables. */
export const ACL_TABLES = {
  script: { table: 'script', key: 'path' },
  flow: { table: 'flow', key: 'path' },
  app: { table: 'app', key: 'path' },
  raw_app: { table: 'app', key: 'path' },
  variable: { table: 'variable', key: 'path' },
  resource: { table: 'resource', key: 'path' },
  schedule: { table: 'schedule', key: 'path' },
  folder: { table: 'folder', key: 'name' },
  group_: { table: 'workspace_group', key: 'name' },
  http_trigger: { table: '"trigger"', key: "kind = 'http' AND path" },
  websocket_trigger: { table: '"trigger"', key: "kind = 'websocket' AND path" },
} as const

export type AclKind = keyof typeof ACL_TABLES

/** All of these kinds. */
export const ACL_KINDS = Object.keys(ACL_TABLES) as AclKind[]
