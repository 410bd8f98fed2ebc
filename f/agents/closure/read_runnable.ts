import { OpenAPI } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'
import { requestJson } from '../../lib/http.ts'
import type { JsonSchema } from '../../lib/json_schema.ts'
import type { PinnedRunnable } from './pinned.ts'

/** A script or flow that is deployed, at its live version. */
export interface LiveRunnable {
  runnable: PinnedRunnable
  summary: string
  description: string
  /** JSON Schema of its arguments. */
  schema: JsonSchema
}

/**
 * The live version of a script or a flow, with the rights of this job's token. (Plain requests: the services of
 * windmill-client are a large import for two of them.) Throws CodedError `TOOL_NOT_FOUND`, or what `requestJson` throws.
 */
export async function readRunnable(kind: PinnedRunnable['kind'], path: string): Promise<LiveRunnable> {
  const found = await request(kind === 'script' ? `scripts/get/p/${path}` : `flows/get/${path}`)
  if (!found || found.archived === true)
    throw new CodedError('TOOL_NOT_FOUND', `There is no ${kind} at ${path}: deploy it, or take the tool out.`, { path })
  const { summary = '', description = '', schema } = found as Partial<LiveRunnable>
  const runnable: PinnedRunnable =
    kind === 'script' ? { kind, path, hash: String(found.hash) } : { kind, path, version: Number(found.version_id) }
  return { runnable, summary, description, schema: schema ?? {} }
}

/** Whether the pinned version is the live one, so that a call by path runs it. */
export async function isLive(pinned: PinnedRunnable): Promise<boolean> {
  try {
    const { runnable } = await readRunnable(pinned.kind, pinned.path)
    return runnable.kind === 'script' && pinned.kind === 'script'
      ? runnable.hash === pinned.hash
      : runnable.kind === 'flow' && pinned.kind === 'flow' && runnable.version === pinned.version
  } catch (error) {
    if (error instanceof CodedError && error.code === 'TOOL_NOT_FOUND') return false
    throw error
  }
}

async function request(path: string): Promise<Record<string, unknown> | undefined> {
  const headers = { authorization: `Bearer ${OpenAPI.TOKEN}` }
  try {
    return (await requestJson(`${OpenAPI.BASE}/w/${process.env.WM_WORKSPACE}/${path}`, { headers })) as never
  } catch (error) {
    if (error instanceof CodedError && error.details.status === 404) return undefined
    throw error
  }
}
