import { isSmall, stem, words } from './text/words.ts'

/** Numbers in a vector, unless the request says otherwise. */
export const DIMENSIONS = 1_536
/** Most numbers that may be asked for. */
export const MAX_DIMENSIONS = 4_096

/** How much each kind of feature counts. Small words (`the`, `my`) say little about what a text is about. */
const WEIGHT = { word: 1, smallWord: 0.1, pair: 0.4, gram: 0.25 }
const GRAM = 4

/**
 * A vector of length 1 for a text: its words, pairs of words and four-letter pieces of words, each hashed to a place and a
 * sign. The same text always has the same vector; texts that share words or parts of words are near. It knows nothing of
 * meaning: `car` and `automobile` are strangers.
 */
export function embed(text: string, dimensions = DIMENSIONS): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const [feature, weight] of features(text)) {
    const hash = fnv1a(feature)
    vector[(hash >>> 1) % dimensions]! += hash & 1 ? weight : -weight
  }
  const length = Math.hypot(...vector)
  // Features can cancel each other out in few dimensions; a vector of length 0 has no neighbours.
  if (length === 0) vector[fnv1a(text) % dimensions] = 1
  return vector.map((number) => number / (length || 1))
}

/** Features with their weights; one that comes up often counts more, but less and less so. */
function features(text: string): Map<string, number> {
  const weights = new Map<string, number>()
  const counts = new Map<string, number>()
  const note = (feature: string, weight: number) => {
    const count = (counts.get(feature) ?? 0) + 1
    counts.set(feature, count)
    weights.set(feature, weight * (1 + Math.log(count)))
  }
  const all = words(text)
  const stems = all.map(stem)
  all.forEach((word, at) => {
    const weight = isSmall(word) ? WEIGHT.smallWord : WEIGHT.word
    note(`w:${stems[at]}`, weight)
    if (at > 0) note(`p:${stems[at - 1]} ${stems[at]}`, WEIGHT.pair * weight)
    const padded = ` ${word} `
    for (let from = 0; from + GRAM <= padded.length; from += 1)
      note(`g:${padded.slice(from, from + GRAM)}`, WEIGHT.gram * weight)
  })
  if (all.length === 0) note(`t:${text.trim()}`, WEIGHT.word)
  return weights
}

/** The FNV-1a hash of a text: 32 bits, not negative. Its last round spreads short texts over all bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
