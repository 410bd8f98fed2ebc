import * as wmill from 'windmill-client'
import { z } from 'zod'
import type { CodedError } from './errors.ts'

/**
 * The resource at `path` as the schema has it, read with the rights of the job's user. Throws what `refuse` makes of the
 * reason: it is not there or not theirs to read, or it is not such a resource.
 */
export async function readResource<S extends z.ZodType>(
  path: string,
  schema: S,
  refuse: (why: string, cause?: unknown) => CodedError,
): Promise<z.output<S>> {
  let value: unknown
  try {
    value = await wmill.getResource(path)
  } catch (error) {
    throw refuse('it cannot be read', error)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error).replaceAll('\n', ' '))
  return parsed.data
}
