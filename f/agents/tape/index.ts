/** What a model was asked and answered in an evaluation: kept, given again, compared. Light: every run imports it. */
export { chatOnTape } from './chat_on_tape.ts'
export type { Difference } from './difference.ts'
export type { Divergence } from './divergence.ts'
export { type EvaluatedCase, readTape, type Tape } from './tape.ts'
