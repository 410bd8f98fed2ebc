import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome, RunSpec } from '../executor/index.ts'
import { interpolateArgs } from '../interpolate/index.ts'
import { canceledResult } from '../queue/index.ts'
import type { Job } from '../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import { jobs } from '../store/index.ts'
import { cacheKey } from './cache-key.ts'
import type { WorkerContext } from './context.ts'
import { jobEnvironment } from './environment.ts'
import { judgeResult, withStep } from './judge-result.ts'
import { type JobCode, scriptCode } from './script-code.ts'
import { STOPPING } from './stopping.ts'
import { streamTeller } from './tell-stream.ts'
import { checkpointOf, moveWorkflow } from './workflow/move-workflow.ts'

/** Runs the code of a job in a process of its own (or, for SQL, on the data table), and records what came of it. */
export async function runScriptJob(worker: WorkerContext, job: Job, signal: AbortSignal): Promise<void> {
  const { queue, store, system } = worker
  const code = scriptCode(worker, job)
  const args = interpolateArgs(worker, job.workspace_id, job.permissioned_as, job.preprocessed_args ?? job.args)

  const key = job.options.cache_ttl ? cacheKey(job, code.content, args) : undefined
  const cached = key && jobs.getCachedResult.one(store.connection, { cache_key: key, now: system.now() })
  if (cached) {
    queue.end(job.id, { success: true, result: cached.result })
    return
  }

  if (code.language === 'postgresql') {
    const result = await worker.datatable.runScript(code.content, args)
    queue.end(job.id, judgeResult(job, result))
    return
  }

  const { outcome, mem_peak_kb } = await run(worker, job, { ...code, args, signal })
  if (signal.reason === STOPPING) return
  if (outcome.type === 'workflow') {
    moveWorkflow(worker, job, outcome.output)
    return
  }
  const end = endOf(job, outcome, queue.get(job.id))
  queue.end(job.id, { ...end, mem_peak: mem_peak_kb })
  if (key && end.success && job.options.cache_ttl) {
    const expires_at = system.now() + job.options.cache_ttl * 1000
    jobs.saveCachedResult.run(store.connection, { cache_key: key, result: end.result, expires_at })
  }
}

/**
 * Keeps what the script's preprocessor made of the event that a webhook or a route handed over. The made arguments take
 * its place, so that it is not done again when the job has to start again, and a login in the event is not kept.
 */
function keepPreprocessed({ store }: WorkerContext, { id }: Job, preprocessed_args: JsonObject): void {
  store.transaction(() => {
    jobs.savePreprocessedArgs.run(store.connection, { id, preprocessed_args })
    jobs.clearArgs.run(store.connection, { id })
  })
}

function run(
  worker: WorkerContext,
  job: Job,
  { content, bundle, lock, language, path, args, signal }: JobCode & { args: JsonObject; signal: AbortSignal },
) {
  const { auth, queue } = worker
  const spec: RunSpec = {
    job_id: job.id,
    workspace_id: job.workspace_id,
    language,
    code: content,
    bundle,
    lock,
    path,
    ...(job.options.preprocess && !job.preprocessed_args ? { event: args, args: {} } : { args }),
    env: jobEnvironment(job, {
      token: auth.jobToken(job.id),
      baseUrl: worker.baseUrl(),
      username: job.created_by,
      flowPath: job.flow_step_id ? job.options.flow_path : undefined,
      rootFlow: job.options.root_flow,
    }),
    entrypoint: job.entrypoint ?? undefined,
    timeout_s: job.timeout_s ?? undefined,
    shared_dir: job.same_worker ? sharedFolder(worker, job) : undefined,
    checkpoint: checkpointOf(job),
    temp_script_refs: job.options.temp_script_refs,
    permissioned_as: job.permissioned_as,
  }
  return worker.executor.run(spec, {
    signal,
    onLog: (text) => queue.log(job.id, text),
    onPreprocessed: (made) => keepPreprocessed(worker, job, made),
    onStream: streamTeller(worker, job),
  })
}

/** The folder that all steps of a flow with `same_worker` see as `./shared` (case `same-worker/shared-folder`). */
function sharedFolder(worker: WorkerContext, job: Job): string {
  const folder = join(worker.dataDir, 'shared', job.options.root_flow ?? job.id)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** How the job ended, from how its process did. */
function endOf(
  job: Job,
  outcome: Exclude<Outcome, { type: 'workflow' }>,
  now?: Job,
): { success: boolean; result: Json } {
  switch (outcome.type) {
    case 'success': {
      const { result, wm_stream } = outcome
      if (wm_stream === undefined) return judgeResult(job, result)
      if (result === null) return { success: true, result: wm_stream }
      return judgeResult(job, isJsonObject(result) ? { ...result, wm_stream } : result)
    }
    case 'failure':
      return { success: false, result: { error: withStep(job, outcome.error) } }
    case 'canceled':
      return {
        success: false,
        result: canceledResult(now?.canceled_by ?? job.created_by, now?.canceled_reason ?? null),
      }
  }
}
