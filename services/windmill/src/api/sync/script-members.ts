import type { JsonObject } from '../../shared/json.ts'
import type { scripts } from '../../store/index.ts'
import type { ArchiveMember } from './archive.ts'
import { memberJson, type Perms } from './member-json.ts'

const EXTENSIONS: Record<string, string> = {
  nativets: 'fetch.ts',
  python3: 'py',
  go: 'go',
  bash: 'sh',
  powershell: 'ps1',
  postgresql: 'pg.sql',
  mysql: 'my.sql',
  bigquery: 'bq.sql',
  snowflake: 'sf.sql',
  mssql: 'ms.sql',
  oracledb: 'odb.sql',
  duckdb: 'duckdb.sql',
  graphql: 'gql',
  php: 'php',
  rust: 'rs',
  csharp: 'cs',
  nu: 'nu',
  java: 'java',
  ruby: 'rb',
  rlang: 'r',
  ansible: 'playbook.yml',
}

/** The ending of a script's file; of the two kinds of TypeScript, the repository's default one has the plain ending. */
export function extensionOf(language: string, defaultTs: 'bun' | 'deno'): string {
  if (language === 'bun' || language === 'bunnative') return defaultTs === 'bun' ? 'ts' : 'bun.ts'
  if (language === 'deno') return defaultTs === 'deno' ? 'ts' : 'deno.ts'
  return EXTENSIONS[language] ?? language
}

/** Options that are told from the code again when it is deployed, or that are no part of what a person writes. */
const LEFT_OUT = ['auto_kind', 'assets', 'is_template', 'cache_ignore_s3_path']

/** The code of a script, and what is said of it. */
export function scriptMembers(script: scripts.Script, defaultTs: 'bun' | 'deno', perms: Perms): ArchiveMember[] {
  const { path, summary, description, schema, lock, kind, extra_perms } = script
  const { ws_error_handler_muted, ...rest } = script.options
  const options = Object.fromEntries(Object.entries(rest).filter(([key]) => !LEFT_OUT.includes(key)))
  const about: JsonObject = { summary, description, schema, lock, kind, ...options, extra_perms }
  if (ws_error_handler_muted === true) about.ws_error_handler_muted = true
  return [
    { name: `${path}.${extensionOf(script.language, defaultTs)}`, content: script.content },
    { name: `${path}.script.json`, content: memberJson(about, perms) },
  ]
}
