import type { Job } from '../../shared/job.ts'
import type { Json } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import { cacheKey } from '../cache-key.ts'
import type { WorkerContext } from '../context.ts'

/** The result that is kept for a flow with `cache_ttl` and the arguments of this run, while it is good. */
export function keptResult({ store, system }: WorkerContext, job: Job): { result: Json } | undefined {
  // A flow that goes on from one of its steps is to do so.
  if (!job.options.cache_ttl || (job.flow_status?.step ?? 0) > 0) return undefined
  return jobs.getCachedResult.one(store.connection, { cache_key: keyOf(job), now: system.now() })
}

/** Keeps the result of a flow with `cache_ttl` that has succeeded. */
export function keepResult({ store, system }: WorkerContext, job: Job, result: Json): void {
  const { cache_ttl } = job.options
  if (!cache_ttl) return
  const expires_at = system.now() + cache_ttl * 1000
  jobs.saveCachedResult.run(store.connection, { cache_key: keyOf(job), result, expires_at })
}

const keyOf = (job: Job): string => cacheKey(job, JSON.stringify(job.raw_flow), job.args)
