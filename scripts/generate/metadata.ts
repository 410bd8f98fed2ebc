import { startWindmill } from '../../services/windmill/src/index.ts'
import { wmill } from '../deploy/index.ts'

const WORKSPACE = 'metadata'

/**
 * Has the CLI write the `.script.yaml` of scripts that have none, and the schemas of those whose `main` has changed; what
 * people wrote there stays. It wants a Windmill to talk to, so it gets an embedded one that keeps nothing.
 */
export async function writeMetadata(): Promise<void> {
  const windmill = await startWindmill({ workspaces: [WORKSPACE] })
  try {
    const target = { baseUrl: windmill.url, workspace: WORKSPACE, token: windmill.token }
    await wmill(target, ['generate-metadata', '--schema-only', '--skip-flows', '--skip-apps', '--yes'])
  } finally {
    await windmill.stop()
  }
}
