import type { Draft } from './draft.ts'
import type { FlowCompleted } from './types.ts'

/** Ends the flow: nothing is done after this in the same advance. */
export function complete(draft: Draft, end: Omit<FlowCompleted, 'type'>): undefined {
  draft.actions.push({ type: 'complete', ...end })
}
