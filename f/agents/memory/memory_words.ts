/** Words that stand in every text. Their list is English; in other languages they only count for little. */
const SMALL = new Set(
  `a about after all also am an and any are as at be been but by can could did do does for from had has have he her him
  his how i if in into is it its me my no not now of on or our she should so some such than that the their them then
  there these they this those to too up us user was we were what when where which who whom whose why will with would you
  your`.split(/\s+/),
)

/** Made when it is first wanted: it takes over a millisecond. */
let segmenter: Intl.Segmenter | undefined

/**
 * The words that tell a text apart, each once, in lower case and without a plural's s. Also for languages that write no
 * spaces.
 */
export function memoryWords(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  const words = new Set<string>()
  for (const { segment, isWordLike } of segmenter.segment(text.toLowerCase().normalize('NFKC'))) {
    const word = segment.replace(/['’]s?$|['’]s\b/g, '')
    if (!isWordLike || SMALL.has(word)) continue
    words.add(word.length > 3 ? word.replace(/(?<![su])s$/, '') : word)
  }
  return [...words]
}
