import { FlowService, ScriptService } from 'windmill-client'
import { unlessMissing, workspace } from './place.ts'

/** A script or a flow that is deployed. */
export interface Runnable {
  kind: 'script' | 'flow'
  path: string
  summary: string
  description: string
  /** JSON Schema of its arguments; without properties where Windmill does not know them. */
  schema: { properties?: Record<string, unknown>; required?: string[] }
}

/** The script or flow at `path`; a script comes first where both are. Undefined when nothing is there. */
export async function findRunnable(path: string): Promise<Runnable | undefined> {
  const script = await unlessMissing(ScriptService.getScriptByPath({ workspace: workspace(), path }))
  if (script && !script.archived) return runnable('script', script)
  const flow = await unlessMissing(FlowService.getFlowByPath({ workspace: workspace(), path }))
  return flow && !flow.archived ? runnable('flow', flow) : undefined
}

/** Paths and summaries of scripts and flows below `prefix` (`u/ada/`), the newest first, at most `limit` of each. */
export async function listRunnables(
  prefix: string,
  limit: number,
): Promise<Pick<Runnable, 'kind' | 'path' | 'summary'>[]> {
  const query = { workspace: workspace(), pathStart: prefix, perPage: limit }
  const [scripts, flows] = await Promise.all([
    unlessMissing(ScriptService.listScripts(query)),
    unlessMissing(FlowService.listFlows(query)),
  ])
  const of = (kind: Runnable['kind'], items: { path: string; summary?: string }[] = []) =>
    items.map(({ path, summary = '' }) => ({ kind, path, summary }))
  return [...of('script', scripts), ...of('flow', flows)]
}

function runnable(
  kind: Runnable['kind'],
  {
    path,
    summary = '',
    description = '',
    schema,
  }: { path: string; summary?: string; description?: string; schema?: unknown },
): Runnable {
  return { kind, path, summary, description, schema: (schema ?? {}) as Runnable['schema'] }
}
