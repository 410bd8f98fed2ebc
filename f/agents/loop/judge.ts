import { deriveId } from '../../lib/ids.ts'
import { type Judge, judgeRequest, readVerdict } from '../guardrails/index.ts'
import type { Begun } from './begun.ts'
import { meteredChat } from './metered_chat.ts'
import type { Services } from './services.ts'

/**
 * A judge whose calls count for the run's budgets like all others. Where the model does not answer, or may not be asked
 * any more, nothing passes. `place` is where in the run it judges; it judges there in the same order in each replay.
 */
export function judgeWith(services: Services, { run, agent, prices }: Begun, place: string): Judge {
  return async (guard, text) => {
    // The same text under the same rule has the same place, so that a second try finds the first one's verdict.
    const judged = `${place}/judge/${deriveId(guard.instructions, text)}`
    const answered = await meteredChat(services, {
      ...{ run, prices, place: judged, models: guard.model ? [guard.model] : agent.models },
      request: judgeRequest(guard, text, deriveId(run.run_id, judged)),
      read: async (answer) => ({ kept: readVerdict(answer.text), calls: [] }),
    })
    if (answered.ok) return answered.kept
    return { violates: true, reason: `it could not be judged: ${answered.end.error?.message ?? answered.end.status}` }
  }
}
