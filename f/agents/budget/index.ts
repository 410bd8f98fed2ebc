/** What calls of models cost, before and after. */
export { ANSWER_TOKENS, estimateTexts, estimateUsage } from './estimate.ts'
export { costOf, PRICE_TABLE, type PriceTable, readPrices } from './prices.ts'
