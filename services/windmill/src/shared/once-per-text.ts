/** How long a text may be that is remembered: with 100 of them that is two MB at most. */
const LONGEST = 10_000

/**
 * What `find` answers for a text, which has to depend on the text alone and is asked again and again: reading a statement
 * of a script takes longer than running it. `most` texts are remembered (Default: 100), the oldest are forgotten first.
 * What is answered is shared, so nobody may change it; what `find` throws is not remembered.
 */
export function oncePerText<T>(find: (text: string) => T, most = 100): (text: string) => T {
  const found = new Map<string, T>()
  return (text) => {
    const known = found.get(text)
    if (known !== undefined) return known
    const answer = find(text)
    if (text.length > LONGEST) return answer
    if (found.size === most) found.delete(found.keys().next().value!)
    found.set(text, answer)
    return answer
  }
}
