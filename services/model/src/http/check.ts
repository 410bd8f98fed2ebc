import type { z } from 'zod'
import { ApiError } from './errors.ts'

/** `value` as the schema has it. Throws a 400 that names the first fault and the parameter it is in. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const param = issue.path.join('.')
  throw new ApiError(400, param ? `${param}: ${issue.message}` : issue.message, param ? { param } : {})
}
