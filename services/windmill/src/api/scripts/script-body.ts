import { z } from 'zod'
import type { NewScript } from '../../deploy/index.ts'
import { itemPath, jsonObject, setFields } from '../items/fields.ts'
import { Flag } from '../query-flag.ts'

const LANGUAGES = [
  ...['bun', 'bunnative', 'nativets', 'deno', 'python3', 'go', 'bash', 'powershell', 'php', 'rust', 'ansible'],
  ...['postgresql', 'mysql', 'bigquery', 'snowflake', 'mssql', 'oracledb', 'duckdb', 'graphql'],
  ...['csharp', 'nu', 'java', 'ruby', 'rlang'],
] as const

const seconds = z.number().int().nullish()
const text = z.string().nullish()
const truth = z.boolean().nullish()

/** The fields that only some scripts have; what was set is handed back as it was sent. */
const optionFields = z.object({
  is_template: truth,
  tag: text,
  envs: z.array(z.string()).nullish(),
  concurrent_limit: z.number().int().nullish(),
  concurrency_time_window_s: seconds,
  concurrency_key: text,
  cache_ttl: seconds,
  cache_ignore_s3_path: truth,
  dedicated_worker: truth,
  ws_error_handler_muted: truth,
  priority: z.number().int().nullish(),
  restart_unless_cancelled: truth,
  timeout: seconds,
  delete_after_use: truth,
  delete_after_secs: seconds,
  debounce_key: text,
  debounce_delay_s: seconds,
  debounce_args_to_accumulate: z.array(z.string()).nullish(),
  max_total_debouncing_time: seconds,
  max_total_debounces_amount: z.number().int().nullish(),
  visible_to_runner_only: truth,
  auto_kind: text,
  codebase: text,
  has_preprocessor: truth,
  on_behalf_of_email: text,
  on_behalf_of: text,
  assets: z.array(jsonObject).nullish(),
  modules: jsonObject.nullish(),
  labels: z.array(z.string()).nullish(),
})

/** The body of `scripts/create`. */
export const scriptBody = z.object({
  path: itemPath,
  summary: text,
  description: text,
  content: z.string(),
  language: z.enum(LANGUAGES),
  kind: z.enum(['script', 'preprocessor', 'failure', 'trigger', 'approval', 'command']).nullish(),
  schema: jsonObject.nullish(),
  // Older clients send the lines of a lock one by one.
  lock: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join('\n'))]).nullish(),
  parent_hash: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'a hash is 16 hex digits')
    .nullish(),
  auto_parent: truth,
  deployment_message: text,
  preserve_on_behalf_of: truth,
  ...optionFields.shape,
})

export type ScriptBody = z.infer<typeof scriptBody>

export const createQuery = z.object({ skip_if_noop: Flag.optional() })

/** The script that a body asks for. */
export function newScriptOf(body: ScriptBody): NewScript {
  return {
    path: body.path,
    summary: body.summary ?? '',
    description: body.description ?? '',
    content: body.content,
    language: body.language,
    kind: body.kind ?? 'script',
    schema: body.schema ?? null,
    lock: body.lock ?? undefined,
    options: setFields(optionFields.parse(body)),
    parent_hash: body.parent_hash ?? undefined,
    auto_parent: body.auto_parent ?? undefined,
    deployment_message: body.deployment_message ?? undefined,
  }
}
