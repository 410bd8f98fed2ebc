import { z } from 'zod'
import type { JsonObject } from '../../shared/json.ts'
import type { FlowValue } from '../../shared/openflow.ts'
import type { ApiClient } from '../api-client.ts'
import { encodePath, href } from '../context.ts'

/** A script or a flow in one of its versions, as its page shows it. */
export interface Runnable {
  kind: 'script' | 'flow'
  path: string
  summary: string
  description: string
  schema: JsonObject | null
  language?: string
  content?: string
  flow?: FlowValue
  edited_by: string
  edited_at: string
  /** Why it cannot be run: its lock could not be made, it is archived. */
  obstacle?: string
  versions: Version[]
  /** Where a job of it is asked for, behind `/w/WORKSPACE/jobs/`. */
  runAddress: string
}

export interface Version {
  name: string
  at: string
  message?: string
  /** The version that the page shows. */
  shown: boolean
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const schemaOf = z.custom<JsonObject | null>().optional()

const scriptShape = z.object({
  path: z.string(),
  hash: z.string(),
  summary: text,
  description: text,
  schema: schemaOf,
  language: z.string(),
  content: z.string(),
  created_by: z.string(),
  created_at: z.string(),
  archived: z.boolean().optional(),
  lock_error_logs: z.string().nullish(),
})

const flowShape = z.object({
  path: z.string(),
  summary: text,
  description: text,
  schema: schemaOf,
  value: z.custom<FlowValue>(),
  edited_by: z.string(),
  edited_at: z.string(),
  archived: z.boolean().optional(),
  version_id: z.number().optional(),
  lock_error_logs: z.string().nullish(),
})

const scriptVersions = z.array(z.object({ script_hash: z.string(), created_at: z.string(), deployment_msg: text }))
const flowVersions = z.array(z.object({ id: z.number(), created_at: z.string(), deployment_msg: text }))

const HASH = /^[0-9a-f]{16}$/

/** The script at a path, or the version of one that a hash names; undefined when there is none that the visitor may see. */
export async function findScript(api: ApiClient, workspace: string, name: string): Promise<Runnable | undefined> {
  const at = (rest: string) => `/w/${encodeURIComponent(workspace)}/scripts/${rest}`
  const script = await api.find(at(HASH.test(name) ? `get/h/${name}` : `get/p/${encodePath(name)}`), scriptShape)
  if (!script) return undefined
  const history = await api.get(at(`history/p/${encodePath(script.path)}`), scriptVersions)
  const run = HASH.test(name) ? `run/h/${name}` : `run/p/${encodePath(name)}`
  return {
    kind: 'script',
    ...pick(script),
    language: script.language,
    content: script.content,
    edited_by: script.created_by,
    edited_at: script.created_at,
    runAddress: run,
    versions: history.map(({ script_hash, created_at, deployment_msg }) => ({
      name: script_hash,
      at: created_at,
      message: deployment_msg,
      shown: script_hash === script.hash,
    })),
  }
}

/** The flow at a path, in its version `version` where one is named. */
export async function findFlow(
  api: ApiClient,
  workspace: string,
  path: string,
  version: string | undefined,
): Promise<Runnable | undefined> {
  const at = (rest: string) => `/w/${encodeURIComponent(workspace)}/flows/${rest}`
  const numbered = version !== undefined && /^\d+$/.test(version)
  const flow = await api.find(
    at(numbered ? `get/v/${version}/p/${encodePath(path)}` : `get/${encodePath(path)}`),
    flowShape,
  )
  if (!flow) return undefined
  const history = await api.get(at(`history/p/${encodePath(path)}`), flowVersions)
  const shown = numbered ? Number(version) : (flow.version_id ?? history[0]?.id)
  return {
    kind: 'flow',
    ...pick(flow),
    flow: flow.value,
    edited_by: flow.edited_by,
    edited_at: flow.edited_at,
    runAddress: numbered ? `run/fv/${version}` : `run/f/${encodePath(path)}`,
    versions: history.map(({ id, created_at, deployment_msg }) => ({
      name: String(id),
      at: created_at,
      message: deployment_msg,
      shown: id === shown,
    })),
  }
}

function pick(item: z.infer<typeof scriptShape> | z.infer<typeof flowShape>) {
  const { path, summary, description, schema = null, archived, lock_error_logs } = item
  const obstacle = archived
    ? 'It is archived.'
    : lock_error_logs
      ? `Its dependencies could not be locked: ${lock_error_logs}`
      : undefined
  return { path, summary, description, schema, obstacle }
}

/** The page of a version. */
export function versionAddress({ kind, path }: Runnable, version: Version, workspace: string): string {
  if (kind === 'script') return href(`/scripts/get/${version.name}`, { workspace })
  return href(`/flows/get/${encodePath(path)}`, { workspace, version: version.name })
}
