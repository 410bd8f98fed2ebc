import type { Job } from '../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'

/**
 * Whether what a job returned makes it a success. With a text under `windmill_failure` it has failed, and what it returned
 * is its error (windmill#9073).
 */
export function judgeResult(job: Job, result: Json): { success: boolean; result: Json } {
  if (!isJsonObject(result) || typeof result.windmill_failure !== 'string') return { success: true, result }
  return { success: false, result: { error: withStep(job, result) } }
}

/** The error of a step names the step, as in Windmill. */
export const withStep = (job: Job, error: JsonObject): JsonObject =>
  job.flow_step_id ? { ...error, step_id: job.options.is_failure_handler ? 'failure' : job.flow_step_id } : error
