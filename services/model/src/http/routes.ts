import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { limitBody } from '../../../body-limit.ts'
import { answerTurn } from '../answer.ts'
import type { System } from '../system.ts'
import { chatSchema, readTurn } from './chat-request.ts'
import { check } from './check.ts'
import { chunks } from './chunks.ts'
import { complete, completionBody, MODEL } from './completion.ts'
import { embeddingsBody, embeddingsSchema } from './embeddings.ts'
import { ApiError, unknownModel } from './errors.ts'

/** Largest body of a request in bytes. */
export const BODY_BYTES = 8 * 1024 * 1024

/** The routes of the model server. Every error becomes its answer in `onError`, and nowhere else. */
export function makeRoutes(system: System): Hono {
  const app = new Hono()
  const model = { id: MODEL, object: 'model', created: 0, owned_by: 'millwright' }
  app.use(
    limitBody(BODY_BYTES, () => {
      throw new ApiError(413, `A request has at most ${BODY_BYTES} bytes.`)
    }),
  )
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [model] }))
  app.get('/v1/models/:model', (c) => {
    checkModel(c.req.param('model'))
    return c.json(model)
  })
  app.post('/v1/chat/completions', async (c) => {
    const request = check(chatSchema, await readJson(c.req))
    checkModel(request.model)
    const completion = complete(request, answerTurn(readTurn(request)), system)
    if (!request.stream) return c.json(completionBody(completion))
    return streamSSE(c, async (stream) => {
      for (const chunk of chunks(completion, request.stream_options?.include_usage === true))
        await stream.writeSSE({ data: JSON.stringify(chunk) })
      await stream.writeSSE({ data: '[DONE]' })
    })
  })
  app.post('/v1/embeddings', async (c) => {
    const request = check(embeddingsSchema, await readJson(c.req))
    checkModel(request.model)
    return c.json(embeddingsBody(request))
  })
  app.notFound(() => {
    throw new ApiError(404, 'This server has /v1/chat/completions, /v1/embeddings and /v1/models.')
  })
  app.onError((thrown, c) => {
    if (thrown instanceof ApiError) return c.json(thrown.body, thrown.status)
    console.error(thrown)
    return c.json(new ApiError(500, 'The model server failed on this request; see its log.').body, 500)
  })
  return app
}

function checkModel(model: string): void {
  if (model !== MODEL) throw unknownModel(model, MODEL)
}

async function readJson(request: { text(): Promise<string> }): Promise<unknown> {
  const text = await request.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError(400, 'The body must be JSON.')
  }
}
