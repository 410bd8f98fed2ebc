import { cut } from '../../../lib/cut.ts'

const SHOWN = 80

/** The beginning of a post's text, by which a person knows it. */
export const beginningOf = (text: string): string => (text.length > SHOWN ? `${cut(text, SHOWN - 1)}…` : text)
