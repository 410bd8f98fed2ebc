import { createHash } from 'node:crypto'
import type { Job } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'

/** The name under which a result is kept: the same code with the same arguments in the same workspace has the same one. */
export function cacheKey(job: Job, code: string, args: JsonObject): string {
  const parts = [job.workspace_id, job.script_path ?? '', job.flow_step_id ?? '', code, sorted(args)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Arguments in an order that does not depend on who wrote them. */
const sorted = (args: JsonObject) => Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))
