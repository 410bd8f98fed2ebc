import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { connectLlm, embed, type Provider } from '../../../../f/lib/llm/index.ts'
import { startModel } from '../../../../services/model/src/index.ts'
import { type EmbeddingServer, startEmbeddingServer } from '../../../helpers/embedding-server.ts'

let server: EmbeddingServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

/** A server whose vectors have `size` numbers. */
async function serverOf(size: number, kind: Provider['kind'] = 'openai', model = 'text-embedding-3-small') {
  server = await startEmbeddingServer((text) => new Array<number>(size).fill(text.length))
  return { ...server.provider, kind, models: { chat: 'none', embedding: model } }
}

describe('vectors of texts', () => {
  test('are 1536 numbers each, in the order of the texts, whatever order they come in', async () => {
    const provider = await serverOf(1536)
    const { vectors, model } = await embed(provider, ['a', 'bb'])
    expect(vectors.map((vector) => [vector.length, vector[0]])).toEqual([
      [1536, 1],
      [1536, 2],
    ])
    expect(model).toBe('text-embedding-3-small')
    expect(server!.requests[0]).toMatchObject({ input: ['a', 'bb'], dimensions: 1536 })
  })

  test('of a smaller model are filled up with zeros; ollama is not told how many to make', async () => {
    const provider = await serverOf(768, 'ollama', 'nomic-embed-text')
    const { vectors } = await embed(provider, ['abc'])
    expect(vectors[0]).toHaveLength(1536)
    expect(vectors[0]!.slice(766, 770)).toEqual([3, 3, 0, 0])
    expect(server!.requests[0]).not.toHaveProperty('dimensions')
  })

  test('of a larger model are refused, and the message says how many fit', async () => {
    const provider = await serverOf(3072)
    await expect(embed(provider, ['a'])).rejects.toMatchObject({
      code: 'LLM_WRONG_DIMENSIONS',
      message: expect.stringMatching(/3072 numbers, and at most 1536/),
    })
  })

  test('that are not in the answer are an error of the provider', async () => {
    const broken = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": [{"index": 0}]}')
    })
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const base_url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}/v1`
    try {
      const answered = embed({ kind: 'offline', base_url, models: { chat: 'none', embedding: 'none' } }, ['a'])
      await expect(answered).rejects.toMatchObject({ code: 'LLM_BAD_RESPONSE' })
    } finally {
      broken.closeAllConnections()
      await new Promise((resolve) => broken.close(resolve))
    }
  })

  test('of no text ask nobody', async () => {
    const provider = await serverOf(1536)
    expect(await embed(provider, [])).toMatchObject({ vectors: [] })
    expect(server!.requests).toEqual([])
  })

  test('come from the offline model too, near for texts that share words', async () => {
    const model = await startModel()
    try {
      const provider: Provider = {
        kind: 'offline',
        base_url: model.baseUrl,
        models: { chat: 'offline', embedding: 'offline' },
      }
      const { vectors } = await connectLlm(provider).embed([
        "The user's name is Ada",
        'What is my name?',
        'Rivers run to the sea',
      ])
      const [name, question, sea] = vectors as [number[], number[], number[]]
      expect(cosine(name, question)).toBeGreaterThan(cosine(name, sea) + 0.1)
    } finally {
      await model.stop()
    }
  })

  test('of a provider that is not there are an error with a remedy', async () => {
    const provider = await serverOf(1536)
    await server!.stop()
    await expect(embed(provider, ['a'])).rejects.toMatchObject({ code: 'LLM_UNREACHABLE' })
  })
})

const cosine = (a: number[], b: number[]) => a.reduce((sum, number, at) => sum + number * b[at]!, 0)
