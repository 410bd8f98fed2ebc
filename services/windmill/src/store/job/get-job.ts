import type { Job } from '../../shared/job.ts'
import { query } from '../sql.ts'
import { JOB_COLUMNS, JOB_SHAPE, JOB_TABLES } from './columns.ts'

/** A job by its id, whatever its state. */
export const getJob = query<{ id: string }, Job>(
  `SELECT ${JOB_COLUMNS} FROM ${JOB_TABLES} WHERE job.id = :id`,
  JOB_SHAPE,
)
