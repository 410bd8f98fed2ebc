import { CodedError } from '../../lib/errors.ts'
import type { Llm } from '../../lib/llm/index.ts'
import type { Begun } from './begun.ts'
import { meteredChat } from './metered_chat.ts'
import { meteredEmbed } from './metered_embed.ts'
import type { Services } from './services.ts'

/**
 * The models of a run's agent for what follows the run. What they are asked counts for its budgets and its usage, and is
 * asked once: `place` is where in the run, the same in each try. A call that is not made throws why, as CodedError.
 */
export function meteredLlm(
  services: Services,
  { run, agent, prices }: Pick<Begun, 'run' | 'agent' | 'prices'>,
  place: string,
): Llm {
  let asked = 0
  let embedded = 0
  return {
    async chat(request) {
      asked += 1
      const answered = await meteredChat(services, {
        ...{ run, prices, request, place: `${place}/${asked}`, models: agent.models },
        read: async (answer) => ({ kept: answer, calls: [] }),
      })
      if (answered.ok) return answered.kept
      const { code, message, details } = answered.end.error!
      throw new CodedError(code, message, details)
    },
    async embed(texts) {
      embedded += 1
      return await meteredEmbed(services, {
        ...{ run, prices, place: `${place}/${embedded}`, provider: agent.models[0]?.provider ?? undefined, texts },
      })
    },
  }
}
