import { z } from 'zod'
import type { JsonObject } from '../../shared/json.ts'

/** The path of an item, as Windmill's own constraint has it: `u/ada/x`, `f/team/x`, `g/ops/x`, and as deep as it likes. */
export const itemPath = z
  .string()
  .max(255)
  .regex(/^[ufg](\/[\w-]+){2,}$/, 'a path is u/USER/NAME or f/FOLDER/NAME, of letters, digits, "_" and "-"')

/** A JSON object of any shape. */
export const jsonObject = z.record(z.string(), z.json()) as z.ZodType<JsonObject>

/** The fields of an object that were set: neither undefined nor null. */
export function setFields(fields: object): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))
}
