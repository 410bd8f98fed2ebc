import { z } from 'zod'
import type { Json, JsonObject } from '../../shared/json.ts'

const json = z.custom<Json>((value) => value !== undefined)
const jsonObject = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
const error = z.object({ message: json.optional(), stack: z.string().optional() }).catchall(json).nullable()
const mem_peak_kb = z.number()

/** What a job's process says of its job. The process runs the job's own code, so it is not taken at its word. */
const preprocessedSchema = z.object({ type: z.literal('preprocessed'), args: jsonObject })

/** The arguments that a preprocessor made, if the line tells of them. */
export function readPreprocessed(line: string): JsonObject | undefined {
  if (!line.startsWith('{"type":"preprocessed"')) return undefined
  return preprocessedSchema.safeParse(JSON.parse(line)).data?.args
}

const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('returned'), result: json, mem_peak_kb }),
  z.object({ type: z.literal('workflow'), output: jsonObject, mem_peak_kb }),
  z.object({ type: z.literal('threw'), error, mem_peak_kb }),
  z.object({ type: z.literal('not_loaded'), error, mem_peak_kb }),
])

export type CheckedAnswer = z.infer<typeof answerSchema>

/** Reads an answer; undefined when it is none. */
export function readAnswer(line: string): CheckedAnswer | undefined {
  try {
    return answerSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
