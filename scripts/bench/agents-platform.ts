import type { WindmillOptions } from '../../services/windmill/src/index.ts'
import { apply, callTarget, plan, type Target } from '../deploy/index.ts'
import { configure } from '../start/configure.ts'
import { startPlatform, WORKSPACE } from '../start/platform.ts'
import { type Clients, startClients } from './clients.ts'

/** A script that does next to nothing. */
export const TOOL = 'f/bench/lookup'

const member = (name: string) => ({
  name,
  description: `Knows all of ${name}`,
  instructions: 'Answer.',
})
const AGENTS = [
  { name: 'plain', description: 'Answers', instructions: 'Answer.' },
  {
    ...{ name: 'tool', description: 'Looks up, and answers', instructions: 'Look it up.' },
    tools: [{ kind: 'script', path: TOOL, name: 'lookup' }],
  },
  ...['red', 'green', 'blue'].map(member),
  {
    ...{ name: 'route', description: 'Knows who knows', instructions: 'Hand over.', mode: 'route' },
    members: ['red', 'green', 'blue'].map((agent) => ({ kind: 'agent', agent })),
  },
]

/** Agents that can be asked: a Windmill with the repository deployed, and a hub, with an instant model and callers. */
export interface AgentsPlatform {
  target: Target
  clients: Clients
  stop(): Promise<void>
}

/** Starts all of it, Windmill and the hub in this process, with the agents `plain`, `tool` and `route`. */
export async function startAgents(options: WindmillOptions): Promise<AgentsPlatform> {
  const clients = await startClients()
  const platform = await startPlatform({ port: 0, env: {}, provider: clients.provider, options })
  const { windmill } = platform
  const target = { baseUrl: windmill.url, workspace: WORKSPACE, token: windmill.token }
  await apply(target, await plan(target))
  await configure(target, platform)
  await callTarget(target, 'POST', '/folders/create', { name: 'bench' })
  const content = 'export async function main(key: string) { return `${key} is known` }'
  const schema = { type: 'object', properties: { key: { type: 'string' } }, required: ['key'] }
  const about = { summary: 'Looks a key up', description: '', schema, language: 'bun', lock: '' }
  await callTarget(target, 'POST', '/scripts/create', { path: TOOL, content, ...about })
  for (const agent of AGENTS) {
    const answer = await fetch(`${windmill.url}/api/r/${WORKSPACE}/v1/agents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${windmill.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(agent),
    })
    if (!answer.ok) throw new Error(`The agent was not made: ${answer.status} ${await answer.text()}`)
  }
  return {
    target,
    clients,
    stop: async () => {
      await clients.stop()
      await platform.stop()
    },
  }
}
