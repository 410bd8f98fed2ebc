import type { CallToReserve, Reservation } from '../store/reserve_call.ts'
import type { RunEnd } from './begun.ts'

type Asked = Pick<CallToReserve, 'model' | 'tokens' | 'cost'>

/** How a run ends whose call of a model may not be made; undefined when it may. */
export function refusedEnd(reserved: Reservation, asked: Asked): RunEnd | undefined {
  if (reserved.cancelled) return CANCELLED
  return reserved.fits ? undefined : overBudget(reserved.over!, asked)
}

const CANCELLED: RunEnd = {
  status: 'cancelled',
  output: null,
  error: { code: 'CANCELLED', message: 'The run was cancelled.', details: {} },
}

function overBudget(over: NonNullable<Reservation['over']>, asked: Asked): RunEnd {
  const { tokens_left, cost_left } = over
  const { model, tokens, cost } = asked
  const details = { ...over, model, tokens_needed: tokens, cost_needed: cost }
  if (cost === null && (tokens_left === null || tokens_left >= tokens)) {
    const message = `The run has a limit of cost, and the price table does not name ${model}: add it, or limit tokens.`
    return { status: 'failed', output: null, error: { code: 'BUDGET_UNPRICED', message, details } }
  }
  const isTokens = tokens_left !== null && tokens_left < tokens
  const left = isTokens ? `${tokens_left} tokens are` : `${cost_left} is`
  const message = `The next call may need ${isTokens ? `${tokens} tokens` : cost}, and ${left} left of the budget.`
  return { status: 'budget_exceeded', output: null, error: { code: 'BUDGET_EXCEEDED', message, details } }
}
