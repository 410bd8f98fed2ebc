import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import { deriveId } from '../../lib/ids.ts'
import { type Embeddings, embed } from '../../lib/llm/index.ts'
import { costOf, estimateTexts, type PriceTable } from '../budget/index.ts'
import { reserveCall } from '../store/reserve_call.ts'
import { settleCall } from '../store/settle_call.ts'
import type { RunIdentity } from './begun.ts'
import { refusedEnd } from './refused_end.ts'
import { now, type Services } from './services.ts'

/** Texts that are to be turned into vectors within a run. */
export interface MeteredEmbedding {
  run: RunIdentity
  prices: PriceTable | null
  /** Its place in the run, the same in each try. */
  place: string
  /** A resource of type `llm_provider` (Default: the workspace's own) */
  provider?: string
  texts: string[]
}

/**
 * Vectors within the budgets of a run. They are not kept as answers of models are: when a process ends before they are
 * used, they are asked for, and paid, again. Throws CodedError with the reason when the call may not be made, and what
 * `embed` throws.
 */
export async function meteredEmbed(services: Services, call: MeteredEmbedding): Promise<Embeddings> {
  const { run, prices, place, texts } = call
  const { run_id, root_run_id, lineage } = run
  const { sql } = services
  const provider = await services.provider(call.provider)
  const model = provider.models.embedding
  const most = { input_tokens: estimateTexts(texts), output_tokens: 0 }
  const asked = { run_id, root_run_id, lineage, model, tokens: most.input_tokens, cost: costOf(prices, model, most) }
  for (let attempt = 0; ; attempt += 1) {
    const id = deriveId(run_id, place, 'embed', attempt)
    const reserved = await reserveCall(sql, { id, ...asked }, { results: [], events: [] }, now(services))
    const refused = refusedEnd(reserved, asked)?.error
    if (refused) throw new CodedError(refused.code, refused.message, refused.details)
    if (reserved.answer) continue
    const settle = async (input_tokens: number, answer: object) => {
      const usage = { input_tokens, output_tokens: 0 }
      const paid = { id, lineage, model, usage, cost: costOf(prices, model, usage) ?? 0, answer, at: now(services) }
      await settleCall(sql, run_id, paid, { calls: [], events: [] })
    }
    try {
      const made = await embed(provider, texts)
      await settle(made.input_tokens, { embedded: texts.length })
      return made
    } catch (error) {
      await settle(0, { failed: toErrorRecord(error) })
      throw error
    }
  }
}
