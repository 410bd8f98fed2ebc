import type { DescribedError } from './messages.ts'

/** Fields that an error of Bun has of itself; all others are the script's own and go into `extra`. */
const OWN_FIELDS = ['line', 'name', 'stack', 'column', 'message', 'sourceURL', 'originalLine', 'originalColumn']

/** A thrown value as Windmill stores it, whatever it is; null when nothing was thrown (`throw undefined`). */
export function describeError(thrown: unknown): DescribedError | null {
  if (thrown === null || thrown === undefined) return null
  const value = thrown as Record<string, unknown>
  const extra: Record<string, unknown> = {}
  for (const key of Object.getOwnPropertyNames(value)) {
    if (OWN_FIELDS.includes(key)) continue
    const field = encodable(value[key])
    if (field !== undefined) extra[key] = field
  }
  return {
    message: value.message,
    name: value.name,
    stack: value.stack as string | undefined,
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

/** What JSON can hold of a value; undefined for what it cannot (a circle, a function). */
function encodable(value: unknown): unknown {
  try {
    const text = JSON.stringify(value)
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
