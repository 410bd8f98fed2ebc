import { CodedError } from '../lib/errors.ts'
import { ownSpace } from '../lib/windmill/index.ts'

/**
 * The name of the user whose permissions this job has, which is whose things it makes and sees: never an argument. In a
 * job of a schedule it is who the schedule runs as.
 */
export const ownerOfJob = (env: NodeJS.ProcessEnv = process.env): string => ownSpace(env).slice('u/'.length)

/** What is wrong with what was given; the message says what would do. */
export const badInput = (message: string, details: Record<string, unknown> = {}): CodedError =>
  new CodedError('BAD_INPUT', message, details)
