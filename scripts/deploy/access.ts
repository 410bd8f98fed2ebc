import { attemptInstance, attemptTarget, DeployError, type Target } from './target.ts'

/** Throws DeployError, with what to do, unless the target answers and the token's owner belongs to the workspace. */
export async function checkAccess(target: Target): Promise<void> {
  const { baseUrl, workspace } = target
  const known = await attemptInstance(target, 'POST', '/workspaces/exists', { id: workspace })
  if (known.status === 401) {
    throw new DeployError(
      `${baseUrl} does not accept the token. Make one there (Account settings → Tokens) and give it with --token.`,
    )
  }
  const member = await attemptTarget(target, 'GET', '/users/whoami')
  if (known.text === 'false' || [401, 403, 404].includes(member.status)) {
    throw new DeployError(
      `${baseUrl} has no workspace ${workspace} that the token's owner belongs to. Make it, or name another with --workspace.`,
    )
  }
  if (member.status < 400) return
  throw new DeployError(`${baseUrl} answered ${member.status} and may be no Windmill: ${member.text.slice(0, 200)}`)
}
