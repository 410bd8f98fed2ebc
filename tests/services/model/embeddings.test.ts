import type OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Model, startModel } from '../../../services/model/src/index.ts'
import { clientOf } from './kit.ts'

let model: Model
let client: OpenAI

beforeAll(async () => {
  model = await startModel()
  client = clientOf(model)
})
afterAll(() => model.stop())

async function vectors(input: string[], dimensions?: number): Promise<number[][]> {
  const answer = await client.embeddings.create({ model: 'offline', input, ...(dimensions ? { dimensions } : {}) })
  return answer.data.map(({ embedding }) => embedding)
}

function cosine(a: number[], b: number[]): number {
  return a.reduce((total, number, at) => total + number * b[at]!, 0)
}

test('a vector has 1536 numbers and length 1, or as many as asked for', async () => {
  const [vector] = await vectors(['The user likes tea'])
  expect(vector).toHaveLength(1_536)
  expect(cosine(vector!, vector!)).toBeCloseTo(1, 5)
  const [small] = await vectors(['The user likes tea'], 256)
  expect(small).toHaveLength(256)
  expect(cosine(small!, small!)).toBeCloseTo(1, 5)
})

test('the same text has the same vector, as floats and as base64', async () => {
  const [one, two] = await vectors(['Čaj s mlékem', 'Čaj s mlékem'])
  expect(one).toEqual(two)
  const plain = await client.embeddings.create({ model: 'offline', input: 'Čaj s mlékem', encoding_format: 'float' })
  expect(cosine(plain.data[0]!.embedding, one!)).toBeCloseTo(1, 5)
  expect(plain).toMatchObject({ object: 'list', model: 'offline', usage: { prompt_tokens: 3, total_tokens: 3 } })
})

test('a question is nearest to the memory it is about', async () => {
  const memories = [
    'The user likes green tea in the morning.',
    'The deployment of the website failed on Friday.',
    'The user lives in Brno.',
    'Invoices are sent at the end of the month.',
  ]
  const questions = [
    ['Which tea does the user like?', 0],
    ['Why did deploying the websites fail?', 1],
    ['In what town is it that the user is living: Brno?', 2],
    ['When do we send an invoice?', 3],
  ] as const
  const known = await vectors(memories)
  const asked = await vectors(questions.map(([question]) => question))
  for (const [at, [question, wanted]] of questions.entries()) {
    const scores = known.map((memory) => cosine(memory, asked[at]!))
    expect(scores.indexOf(Math.max(...scores)), question).toBe(wanted)
  }
})

test('other forms of the words are near, other words are far', async () => {
  const [base, form, other] = await vectors(['analyse the metrics', 'Analysing metrics', 'a recipe for apple pie'])
  expect(cosine(base!, form!)).toBeGreaterThan(0.5)
  expect(Math.abs(cosine(base!, other!))).toBeLessThan(0.1)
})

test('a text without words has a vector too', async () => {
  const [marks, dots] = await vectors(['!!!', '...'])
  expect(cosine(marks!, marks!)).toBeCloseTo(1, 5)
  expect(cosine(marks!, dots!)).toBeLessThan(0.99)
})

test.each([[''], [[]], [[1, 2, 3]]])('the input %j is refused', async (input) => {
  const request = client.embeddings.create({ model: 'offline', input: input as string })
  await expect(request).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' })
})
