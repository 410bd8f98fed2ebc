import type { Answer, Turn } from './turn.ts'

/** One thing that the offline model can do. `rules/index.ts` lists them in the order in which they are asked. */
export interface Rule {
  /** The name of its file. */
  name: string
  /** What it does, for people. */
  about: string
  /** The answer, or `null` when the turn is none of its business. Looks at nothing but the turn. */
  answer(turn: Turn): Answer | null
}
