/** Half of a character that takes two places, such as an emoji, of which the other half is not there. */
const HALF_AT_END = /\p{Surrogate}$/u

/** At most the first `most` places of a text, and no half of a character: what has one cannot be kept or sent as JSON. */
export const cut = (text: string, most: number): string => text.slice(0, most).replace(HALF_AT_END, '')

/** A text that may have `most` places; of a longer one the beginning, and a mark that it goes on. */
export const shorten = (text: string, most: number, mark = '…'): string =>
  text.length > most ? cut(text, most) + mark : text
