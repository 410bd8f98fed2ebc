import type { ModuleStatus } from '../shared/openflow.ts'

/** What a module keeps of its life when it has ended. */
function lasting({ id, flow_jobs, flow_jobs_success, flow_jobs_duration, branch_chosen, agent_actions }: ModuleStatus) {
  return { id, flow_jobs, flow_jobs_success, flow_jobs_duration, branch_chosen, agent_actions }
}

/** A module that ended well; `attempts` are the jobs of it that failed before. */
export function succeeded(
  from: ModuleStatus,
  job: string,
  { skipped = false, attempts = [] }: { skipped?: boolean; attempts?: string[] },
): ModuleStatus {
  const retries = attempts.length > 0 ? { failed_retries: attempts } : {}
  return withoutUndefined({ type: 'Success', ...lasting(from), job, ...retries, skipped })
}

/** A module that failed for good; `attempts` are the jobs of it that failed before the last. */
export function failed(from: ModuleStatus, job: string, attempts: string[]): ModuleStatus {
  const retries = attempts.length > 0 ? { failed_retries: attempts } : {}
  return withoutUndefined({ type: 'Failure', ...lasting(from), job, ...retries })
}

const withoutUndefined = (status: ModuleStatus): ModuleStatus =>
  Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined)) as unknown as ModuleStatus
