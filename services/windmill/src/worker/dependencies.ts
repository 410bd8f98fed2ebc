import { finishDependencyJob } from '../deploy/index.ts'
import type { Job } from '../shared/job.ts'
import type { WorkerContext } from './context.ts'

/** Makes the locks that a job asks for, from what is installed, and records them where they belong. */
export async function runDependencyJob(worker: WorkerContext, job: Job): Promise<void> {
  const { lockOf } = worker.executor
  await finishDependencyJob(worker, job, (code, path, list) =>
    lockOf(code, path, job.workspace_id, job.options.temp_script_refs, list),
  )
}
