import type { z } from 'zod'
import { CodedError } from './errors.ts'

/** One thing that is wrong with an input; `path` leads to it: `tools.0.path`, empty for the input itself. */
export interface Fault {
  path: string
  message: string
}

/**
 * `value` as the schema has it, defaults filled in. Throws CodedError of this code with every fault in
 * `details.faults`; the message is about the first, and says how many there are. Paths begin with `at`, when given.
 */
export function checkInput<S extends z.ZodType>(schema: S, value: unknown, code: string, at?: string): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw inputError(code, faultsOf(parsed.error, at))
}

/** The faults that zod found. Of a union, those of the form that fits best are told, not that none fits. */
export function faultsOf(error: Pick<z.ZodError, 'issues'>, at = ''): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = [at, ...issue.path.map(String)].filter((part) => part !== '').join('.')
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: issue.message }]
    const forms = issue.errors.map((issues) => faultsOf({ issues }, path))
    return forms.reduce((best, form) => (form.length < best.length ? form : best))
  })
}

/** The error for faults, of which there is at least one. */
export function inputError(code: string, faults: Fault[]): CodedError {
  const { path, message } = faults[0]!
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return new CodedError(code, `${path || 'The input'}: ${message}${more}`, { faults })
}
