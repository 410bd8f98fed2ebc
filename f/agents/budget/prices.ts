import * as wmill from 'windmill-client'
import type { Usage } from '../../lib/llm/index.ts'

/** The value of a resource of type `model_prices`: what models cost for a million tokens, in one currency. */
export type PriceTable = RT.ModelPrices

/** Where the price table is looked for. */
export const PRICE_TABLE = 'f/agents/model_prices'

const MILLION = 1_000_000

/** The price table of the workspace; null when there is none, or none that the caller may read. */
export async function readPrices(): Promise<PriceTable | null> {
  try {
    const table = (await wmill.getResource(PRICE_TABLE)) as Partial<PriceTable> | null
    return table?.models && typeof table.models === 'object' ? (table as PriceTable) : null
  } catch {
    return null
  }
}

/** What a call costs, in the currency of the table; null when the table does not name the model. */
export function costOf(prices: PriceTable | null, model: string, usage: Usage): number | null {
  const price = prices && Object.hasOwn(prices.models, model) ? prices.models[model] : undefined
  if (!price) return null
  return (usage.input_tokens * price.input + usage.output_tokens * price.output) / MILLION
}
