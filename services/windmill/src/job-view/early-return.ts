import type { Queue } from '../queue/index.ts'
import type { Job } from '../shared/job.ts'
import type { Json } from '../shared/json.ts'

/** How a job is over for whoever waits for its result. */
export interface Ended {
  result: Json
  success: boolean
}

/**
 * The result that a waiting caller gets: that of the job once it has ended, or that of the step named by the flow's
 * `early_return` as soon as this one has. A failed early step does not count where a failure handler may still mend
 * it. Undefined while there is none. A skipped job counts as no success, as in Windmill.
 */
export function resultForCaller(queue: Queue, job: Job): Ended | undefined {
  if (job.completed_at !== null) {
    return earlyResult(queue, job) ?? { result: job.result, success: job.success === true && !job.is_skipped }
  }
  return earlyResult(queue, job)
}

function earlyResult(queue: Queue, job: Job): Ended | undefined {
  const step = job.raw_flow?.early_return
  if (!step) return undefined
  const module = job.flow_status?.modules.find(({ id }) => id === step)
  if (module?.type !== 'Success' && module?.type !== 'Failure') return undefined
  const success = module.type === 'Success'
  if (!success && job.raw_flow?.failure_module) return undefined
  const resultOf = (id: string): Json => queue.get(id)?.result ?? null
  if (module.flow_jobs) return { result: module.flow_jobs.map(resultOf), success }
  return module.job ? { result: resultOf(module.job), success } : undefined
}
