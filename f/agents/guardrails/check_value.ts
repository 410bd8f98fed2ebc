import { schemaFaults } from '../../lib/json_schema.ts'
import type { Guard } from '../definition.ts'

/** What a guard found. */
export interface Finding {
  kind: Guard['kind']
  action: Guard['action']
  /** For a person to read: what was found, and the guard's own reason. */
  reason: string
}

/** What a model says of a value. */
export interface Verdict {
  violates: boolean
  reason: string
  /** The value without what violates, where it was asked for and can be made. */
  masked?: string
}

/** Asks a model whether `text` violates a guard's instructions. */
export type Judge = (guard: Extract<Guard, { kind: 'model' }>, text: string) => Promise<Verdict>

export interface Checked<T> {
  /** The value, masked where guards mask. */
  value: T
  findings: Finding[]
}

/**
 * Holds a JSON value (a text, the arguments of a call) against guards, in their order. What one masks, the next sees
 * masked; the first that blocks is the last that is asked.
 */
export async function checkValue<T>(guards: Guard[], value: T, judge: Judge): Promise<Checked<T>> {
  const checked: Checked<T> = { value, findings: [] }
  for (const guard of guards) {
    const found = await findIn(guard, checked.value, judge)
    if (!found) continue
    const { kind, reason } = guard
    const action = guard.action === 'mask' && found.masked === undefined ? 'block' : guard.action
    checked.findings.push({ kind, action, reason: reason ? `${reason} (${found.what})` : found.what })
    if (action === 'mask') checked.value = found.masked as T
    if (action === 'block') break
  }
  return checked
}

/** What a guard finds, and the value without it; undefined when the value may pass. */
async function findIn(
  guard: Guard,
  value: unknown,
  judge: Judge,
): Promise<{ what: string; masked?: unknown } | undefined> {
  switch (guard.kind) {
    case 'pattern': {
      const pattern = new RegExp(guard.pattern, `g${guard.flags}`)
      let matches = 0
      const masked = mapTexts(value, (text) =>
        text.replace(pattern, () => {
          matches += 1
          return guard.replacement
        }),
      )
      return matches > 0
        ? { what: `${matches} match${matches > 1 ? 'es' : ''} of ${guard.pattern}`, masked }
        : undefined
    }
    case 'schema': {
      const faults = schemaFaults(guard.schema, typeof value === 'string' ? parsed(value) : value)
      return faults.length > 0 ? { what: faults.join('; ') } : undefined
    }
    case 'model': {
      const verdict = await judge(guard, typeof value === 'string' ? value : JSON.stringify(value))
      if (!verdict.violates) return undefined
      const masked = typeof value === 'string' ? verdict.masked : objectIn(verdict.masked)
      return { what: verdict.reason, masked }
    }
  }
}

/** The value with each text in it, however deep, as `change` makes it. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapTexts(part, change)]))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function objectIn(text: string | undefined): object | undefined {
  const value = text === undefined ? undefined : parsed(text)
  return typeof value === 'object' && value !== null ? value : undefined
}
