import { z } from 'zod'
import { WindmillError } from '../shared/errors.ts'
import { isJsonObject, type Json } from '../shared/json.ts'
import type { Ended } from './early-return.ts'

const headerValues = z.record(z.string(), z.string())
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

/** A result that shapes the answer made of it; each field may begin with `wm_` as well. */
const shaping = z.object({
  windmill_status_code: optional(z.number().int().min(0).max(65535)),
  windmill_content_type: optional(z.string()),
  windmill_headers: optional(headerValues),
  windmill_content_transfer_encoding: optional(z.string()),
})

type Shaping = z.infer<typeof shaping>

const BODYLESS = [204, 205, 304]

const executionError = (message: string) => new WindmillError('execution', message)

/**
 * The HTTP answer that a result makes: JSON with 200, or 422 when the job failed, unless the result chooses its own
 * status, headers and content type (seen of Windmill 1.788). A choice that cannot be followed is an
 * execution error.
 */
export function resultAnswer({ result, success }: Ended): Response {
  const shape = shapingOf(result)
  if (!shape) return json(result, { status: success ? 200 : 422 })

  const value = (result as { result?: Json }).result ?? undefined
  const status = statusOf(shape, success, value !== undefined)
  const headers = headersOf(shape)
  const encoding = shape.windmill_content_transfer_encoding
  if (shape.windmill_content_type !== undefined) {
    headers.set('content-type', shape.windmill_content_type)
    return answer(encoding === undefined ? textOf(value) : decoded(value, encoding), status, headers)
  }
  if (encoding !== undefined) {
    throw executionError('windmill_content_transfer_encoding requires windmill_content_type to be set')
  }
  if (value === undefined) return answer(null, status, headers)
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  return answer(JSON.stringify(value), status, headers)
}

function shapingOf(result: Json): Shaping | undefined {
  if (!isJsonObject(result)) return undefined
  const named = Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key.replace(/^wm_/, 'windmill_'), value]),
  )
  const parsed = shaping.safeParse(named)
  if (!parsed.success || Object.values(parsed.data).every((value) => value === undefined)) return undefined
  return parsed.data
}

function statusOf(shape: Shaping, success: boolean, hasValue: boolean): number {
  const chosen = shape.windmill_status_code
  if (chosen === undefined) return success ? (hasValue ? 200 : 204) : 422
  if (chosen < 200 || chosen > 599) throw executionError('Invalid status code')
  return chosen
}

function headersOf(shape: Shaping): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(shape.windmill_headers ?? {})) {
    try {
      headers.set(name, value)
    } catch {
      throw new WindmillError('internal', `Invalid header name or value: ${name}`)
    }
  }
  return headers
}

const textOf = (value: Json | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

function decoded(value: Json | undefined, encoding: string): Uint8Array<ArrayBuffer> {
  if (encoding !== 'base64') {
    throw executionError(`Unsupported windmill_content_transfer_encoding "${encoding}" (only "base64" is supported)`)
  }
  if (typeof value !== 'string') {
    throw executionError('windmill_content_transfer_encoding "base64" requires result to be a base64-encoded string')
  }
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    throw executionError('windmill_content_transfer_encoding is "base64" but the result is not valid base64')
  }
  return new Uint8Array(Buffer.from(value, 'base64'))
}

function answer(body: BodyInit | null, status: number, headers: Headers): Response {
  return new Response(BODYLESS.includes(status) ? null : body, { status, headers })
}

const json = (value: Json, init: ResponseInit) => Response.json(value, init)
