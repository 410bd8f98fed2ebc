import type { AgentDefinition } from '../definition.ts'
import type { PinnedMember } from './pinned.ts'
import type { LoadedAgent, Sources } from './sources.ts'

/** The script that runs agents. */
export const RUN_AGENT = 'f/agents/run_agent'

/** The members of a team as a run of it will call them. */
export function pinMembers(
  { members }: AgentDefinition,
  loaded: Map<string, LoadedAgent>,
  readRunnable: Sources['readRunnable'],
): Promise<PinnedMember[]> {
  return Promise.all(
    members.map(async (member): Promise<PinnedMember> => {
      if (member.kind === 'flow') {
        const { runnable, summary, description } = await readRunnable('flow', member.path)
        const name = member.name ?? member.path.split('/').pop()!
        const target = { kind: 'member_flow', runnable, agent: name, input: member.input } as const
        return { name, description: member.description || description || summary, target }
      }
      const { definition } = loaded.get(member.agent)!
      const { runnable } = await readRunnable('script', RUN_AGENT)
      const target = { kind: 'agent', runnable, agent: definition.name } as const
      return { name: member.name ?? definition.name, description: member.description || definition.description, target }
    }),
  )
}
