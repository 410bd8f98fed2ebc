import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

export interface ResumeEvent {
  job_id: string
  resume_id: number
  flow_id: string
  approver: string
  payload: Json
  approved: boolean
  approval_key: string | null
  created_at: number
}

/** Keeps an answer to a suspended job; the same `resume_id` counts once (0 changes the second time). */
export const insertResumeEvent = query<Omit<ResumeEvent, 'approval_key'> & { approval_key?: string }>(
  `INSERT INTO resume_event (job_id, resume_id, flow_id, approver, payload, approved, approval_key, created_at)
   VALUES (:job_id, :resume_id, :flow_id, :approver, :payload, :approved, :approval_key, :created_at)
   ON CONFLICT (job_id, resume_id) DO NOTHING`,
  { json: ['payload'] },
)

/** The answers to a step's job, in the order in which they came. */
export const resumeEventsOf = query<{ job_id: string }, ResumeEvent>(
  'SELECT * FROM resume_event WHERE job_id = :job_id ORDER BY created_at, resume_id',
  { json: ['payload'], bool: ['approved'] },
)

/** The answers to a flow or workflow, to whichever step, in the order in which they came. */
export const resumeEventsOfFlow = query<{ flow_id: string }, ResumeEvent>(
  'SELECT * FROM resume_event WHERE flow_id = :flow_id ORDER BY created_at, resume_id',
  { json: ['payload'], bool: ['approved'] },
)

/** Lets the answers that were given to a flow beforehand count for the step that asks now. */
export const bindFlowAnswers = query<{ flow_id: string; step_job: string }>(
  'UPDATE OR IGNORE resume_event SET job_id = :step_job WHERE job_id = :flow_id',
)
