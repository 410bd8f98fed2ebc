/** One place where two JSON values differ. A side that has nothing there lacks its field. */
export interface Difference {
  /** `messages.2.content`; empty for the whole. */
  path: string
  recorded?: unknown
  now?: unknown
}

/** Most differences that are told, and most characters of a text, around the first one that differs. */
const MOST = 20
const AROUND = 80

/** Where `now` differs from what was recorded, in order; at most 20 places. */
export function differences(recorded: unknown, now: unknown): Difference[] {
  return [...walk(recorded, now, '')].slice(0, MOST)
}

function* walk(recorded: unknown, now: unknown, path: string): Generator<Difference> {
  if (recorded === now) return
  if (!isBranch(recorded) || !isBranch(now) || Array.isArray(recorded) !== Array.isArray(now)) {
    yield { path, ...sides(recorded, now) }
    return
  }
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
    const inside = path ? `${path}.${key}` : key
    if (!Object.hasOwn(now, key)) yield { path: inside, recorded: recorded[key] }
    else if (!Object.hasOwn(recorded, key)) yield { path: inside, now: now[key] }
    else yield* walk(recorded[key], now[key], inside)
  }
}

/** Both sides; long texts from a little before they part. */
function sides(recorded: unknown, now: unknown): Pick<Difference, 'recorded' | 'now'> {
  if (typeof recorded !== 'string' || typeof now !== 'string') return { recorded, now }
  let same = 0
  while (same < recorded.length && recorded[same] === now[same]) same += 1
  const from = Math.max(0, same - AROUND)
  const part = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, same + AROUND)}${text.length > same + AROUND ? '…' : ''}`
  return { recorded: part(recorded), now: part(now) }
}

type Branch = Record<string, unknown>
const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null
