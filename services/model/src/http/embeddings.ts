import { z } from 'zod'
import { DIMENSIONS, embed, MAX_DIMENSIONS } from '../embed.ts'
import { MODEL, tokens } from './completion.ts'

/** Most texts in one request. */
const MAX_INPUTS = 2_048

/** Most characters of a text. */
const MAX_CHARACTERS = 200_000

const text = z.string('must be text: this server has no tokenizer').min(1, 'must not be empty').max(MAX_CHARACTERS)

/** The body of `POST /v1/embeddings`. */
export const embeddingsSchema = z.looseObject({
  model: z.string(),
  input: z.preprocess((input) => (typeof input === 'string' ? [input] : input), z.array(text).min(1).max(MAX_INPUTS)),
  dimensions: z.number().int().min(1).max(MAX_DIMENSIONS).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
})

/** The answer: a vector for each text, as numbers or as 32-bit floats in base64. */
export function embeddingsBody({ input, dimensions, encoding_format }: z.infer<typeof embeddingsSchema>) {
  const data = input.map((one, index) => {
    const vector = embed(one, dimensions ?? DIMENSIONS)
    return { object: 'embedding', index, embedding: encoding_format === 'base64' ? base64(vector) : vector }
  })
  const used = input.reduce((total, one) => total + tokens(one), 0)
  return { object: 'list', data, model: MODEL, usage: { prompt_tokens: used, total_tokens: used } }
}

function base64(vector: number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64')
}
