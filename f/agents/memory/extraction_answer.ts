import type { ChatRequest } from '../../lib/llm/index.ts'

/** A sentence that the model wants remembered. */
export interface Extracted {
  content: string
  subject: string
  values: 'one' | 'many'
  /** Numbers of sentences that it was shown, from 1. */
  replaces: number[]
  why: string
  lasts_days: number
}

export interface ExtractionAnswer {
  facts: Extracted[]
  learned: Extracted[]
  /** How many items had another shape, and were left out. */
  refused: number
}

const item = {
  type: 'object',
  properties: {
    content: { type: 'string' },
    subject: { type: 'string' },
    values: { type: 'string', enum: ['one', 'many'] },
    replaces: { type: 'array', items: { type: 'integer' } },
    why: { type: 'string' },
    lasts_days: { type: 'integer', minimum: 0 },
  },
  required: ['content', 'subject', 'values', 'replaces', 'why', 'lasts_days'],
  additionalProperties: false,
}

/** The JSON Schema of the answer, for models that keep to one. */
export const EXTRACTION_SCHEMA: ChatRequest['json_schema'] = {
  name: 'memories',
  schema: {
    type: 'object',
    properties: { facts: { type: 'array', items: item }, learned: { type: 'array', items: item } },
    required: ['facts', 'learned'],
    additionalProperties: false,
  },
}

/** Most memories of one run. */
const MOST_ITEMS = 20
const FENCE = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/i

/**
 * Reads the model's answer: JSON, bare or in a fence; each item for itself, so that one of another shape costs only
 * itself. An item may be a plain sentence. Null when it is no JSON object with such lists. Loads zod, which only a job
 * that extracts pays for.
 */
export async function readExtraction(text: string): Promise<ExtractionAnswer | null> {
  const { z } = await import('zod')
  const days = z.number().min(0).max(36_500)
  const shape = z.object({
    content: z.string().trim().min(1),
    subject: z.string().default(''),
    values: z.enum(['one', 'many']).catch('many'),
    replaces: z.array(z.int().positive()).catch([]),
    why: z.string().catch(''),
    lasts_days: days.catch(0),
  })
  const one = z.preprocess((value) => (typeof value === 'string' ? { content: value } : value), shape)
  const answer = z.object({ facts: z.array(z.unknown()).default([]), learned: z.array(z.unknown()).default([]) })
  const parsed = answer.safeParse(parseJson(FENCE.exec(text)?.[1] ?? text))
  if (!parsed.success) return null
  const read = (list: unknown[]): Extracted[] =>
    list.slice(0, MOST_ITEMS).flatMap((value) => {
      const found = one.safeParse(value)
      return found.success ? [found.data] : []
    })
  const [facts, learned] = [read(parsed.data.facts), read(parsed.data.learned)]
  const refused = parsed.data.facts.length + parsed.data.learned.length - facts.length - learned.length
  return { facts, learned, refused }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
