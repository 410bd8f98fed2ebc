import type { ApiClient } from '../api-client.ts'
import type { ListedJob, WholeJob } from '../job.ts'

/** A job and what is shown beside it, with the API as who looks at it may use it. */
export interface ShownRun {
  api: ApiClient
  workspace: string
  job: WholeJob
  children: ListedJob[]
  /** Jobs below this one that wait for an answer of people. */
  asking: WholeJob[]
  now: number
}
