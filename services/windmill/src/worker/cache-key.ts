import { createHash } from 'node:crypto'
import type { Job } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'

/**
 * The name under which a result is kept: what is deployed has the same one wherever it is run with the same arguments,
 * other code where it stands.
 */
export function cacheKey(job: Job, code: string, args: JsonObject): string {
  const place = job.script_hash === null ? [job.script_path ?? '', job.flow_step_id ?? '', code] : [job.script_hash]
  const parts = [job.workspace_id, job.entrypoint ?? '', ...place, sorted(args)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Arguments in an order that does not depend on who wrote them. */
const sorted = (args: JsonObject) => Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))
