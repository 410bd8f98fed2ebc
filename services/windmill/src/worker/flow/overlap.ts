import type { Job } from '../../shared/job.ts'
import { jobs, schedules } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'

/**
 * What a schedule's flow says instead of beginning, when its schedule has `no_flow_overlap` and a run of it has not ended
 * (`push_next_flow_job` of Windmill); undefined when it may begin.
 */
export function overlap({ store: { connection } }: WorkerContext, job: Job): string | undefined {
  const { workspace_id, id, trigger_path: path } = job
  if (job.trigger_kind !== 'schedule' || path === null || job.parent_job !== null) return undefined
  if (!schedules.getSchedule.one(connection, { workspace_id, path })?.no_flow_overlap) return undefined
  const running = jobs.unfinishedTicks
    .all(connection, { workspace_id, path })
    .filter((tick) => tick.started_at !== null && tick.id !== id)
  if (running.length === 0) return undefined
  return `not allowed to overlap with ${running.map((tick) => tick.id).join(', ')}, scheduling next iteration`
}
