/**
 * Whose rights this job has: a user's name, or `g/NAME` of a group. Not `WM_USERNAME`, which is the label of the token
 * that started the job where it has one, and so whatever somebody chose.
 */
export function jobUser(env: NodeJS.ProcessEnv = process.env): string {
  return (env.WM_PERMISSIONED_AS ?? '').replace(/^u\//, '')
}
