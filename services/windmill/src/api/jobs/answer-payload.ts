import type { Context } from 'hono'
import { parseJson } from '../../runnable/index.ts'
import type { Json } from '../../shared/json.ts'

/** What comes with an answer: the JSON of a POST, or that of `?payload=` in base64; null when there is none. */
export async function answerPayload(c: Context): Promise<Json> {
  const text = c.req.method === 'POST' ? await c.req.text() : ''
  if (text !== '') return parseJson(text)
  const payload = c.req.query('payload')
  return payload === undefined ? null : parseJson(Buffer.from(payload, 'base64').toString('utf8'))
}
