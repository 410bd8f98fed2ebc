import { CodedError } from './errors.ts'

/**
 * Whose rights this job has, and so whose things it makes and sees: a user's name, `g/NAME` of a group, or the e-mail of a
 * superadmin who is no member of the workspace. Never an argument, and not `WM_USERNAME`, which is the label of the token
 * that started the job where it has one, and so whatever somebody chose. In a job of a schedule it is who the schedule
 * runs as. Throws CodedError `NO_JOB_USER`.
 */
export function jobUser(env: NodeJS.ProcessEnv = process.env): string {
  const user = (env.WM_PERMISSIONED_AS ?? '').replace(/^u\//, '')
  if (user) return user
  throw new CodedError(
    'NO_JOB_USER',
    'WM_PERMISSIONED_AS does not say whose rights this has: run it as a job of Windmill.',
  )
}
