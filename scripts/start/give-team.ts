import { TEAM } from '../../f/openanalyst/team/members.ts'
import { DeployError, type Target } from '../deploy/index.ts'

/**
 * Gives the agents of OpenAnalyst's team to whom the target's token belongs, by the API of agents; those that are there
 * stay as they are. Throws DeployError.
 */
export async function giveTeam({ baseUrl, workspace, token }: Target): Promise<void> {
  const answer = await fetch(`${baseUrl}/api/r/${workspace}/v1/agents/import?if_exists=skip`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(TEAM),
  })
  if (!answer.ok) throw new DeployError(`The team was not imported: ${answer.status} ${await answer.text()}`)
}
