/** Words that say nothing about what a text is about. */
const SMALL = new Set(
  `a about all an and any are as at be been but by can could do does did for from get give had has have he her him his how
  i if in into is it its just let like make may me might more my need of on one or our out please s set she should so some
  take than that the their them then there these they this those to too up us use using very want was we were what when
  where which who why will with would you your t m ll re ve d`.split(/\s+/),
)

/** The words of a text in lower case, without accents. `snake_case` and `camelCase` count as several words. */
export function words(text: string): string[] {
  const plain = text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
  return plain.match(/[\p{L}\d]+/gu) ?? []
}

/** A word without its commonest English endings, so that `reverses`, `reversed` and `reversing` are one. */
export function stem(word: string): string {
  if (word.length < 4) return word
  const cut = word
    .replace(/ies$/, 'y')
    .replace(/(?<=s|x|z|ch|sh)es$/, '')
    .replace(/(?<=[^su])s$/, '')
    .replace(/(?<=\p{L}{3})(?:ing|ed|er)$/u, '')
    .replace(/([^aeiouls])\1$/, '$1')
  return cut.length > 3 ? cut.replace(/e$/, '') : cut
}

/** The stems of the words that matter in a text. */
export function contentStems(text: string): string[] {
  return words(text)
    .filter((word) => !SMALL.has(word))
    .map(stem)
}

/** Whether a word is one of those that say nothing about the subject. */
export function isSmall(word: string): boolean {
  return SMALL.has(word)
}

/** The sentences of a text; a line is at least one. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}

/** The text in at most `length` characters, cut between words, with `…` where something is missing. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, Math.max(length - 1, 0))
  const atWord = cut.replace(/\s+\S*$/, '')
  return `${atWord.length > length / 2 ? atWord : cut}…`
}
