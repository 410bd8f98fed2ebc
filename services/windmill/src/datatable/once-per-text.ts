/** How many texts are remembered, and how long one of them may be: two MB of statements at most for each question. */
const MOST = 100
const LONGEST = 10_000

/**
 * What `find` answers for a text, which has to depend on the text alone: a script sends the same few statements again
 * and again, and reading one takes longer than running it. The oldest texts are forgotten first. What is answered is
 * shared, so nobody may change it; what `find` throws is not remembered.
 */
export function oncePerText<T>(find: (text: string) => T): (text: string) => T {
  const found = new Map<string, T>()
  return (text) => {
    const known = found.get(text)
    if (known !== undefined) return known
    const answer = find(text)
    if (text.length > LONGEST) return answer
    if (found.size === MOST) found.delete(found.keys().next().value!)
    found.set(text, answer)
    return answer
  }
}
