import { badRequest } from '../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import { parseJson } from './json-text.ts'

/** The body of a request that starts a job. */
export interface RequestPayload {
  /** What was sent; an empty object when nothing was, or a text. */
  body: Json
  /** The text as it came: of a body that is no JSON, and of any body when it was asked for. */
  raw_string?: string
}

const startsWith = (type: string, ...prefixes: string[]) => prefixes.some((prefix) => type.startsWith(prefix))

/**
 * Reads a request's body as its Content-Type wants it (seen of Windmill 1.788). `raw` keeps the text
 * beside what was read. Bad JSON, batches of cloud events and files are a 400.
 */
export async function readPayload(request: Request, raw: boolean): Promise<RequestPayload> {
  const type = request.headers.get('content-type')?.toLowerCase() ?? ''
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (startsWith(type, 'multipart/form-data')) {
    throw badRequest('You need to connect your workspace to an S3 bucket to use multipart/form-data')
  }
  if (startsWith(type, 'application/cloudevents-batch+json')) {
    throw badRequest('Cloud events batching is not supported yet')
  }
  const isText = startsWith(type, 'text/plain', 'text/xml', 'application/xml')
  const isForm = startsWith(type, 'application/x-www-form-urlencoded')
  const isCloudEvent = startsWith(type, 'application/cloudevents+json')
  const isJson = type === '' || startsWith(type, 'application/json')
  if (!isText && !isForm && !isCloudEvent && !isJson) return { body: {}, raw_string: utf8(bytes) ?? base64(bytes) }

  const text = utf8(bytes)
  if (text === undefined) throw badRequest('invalid utf8: the body is not UTF-8')
  if (isText) return { body: {}, raw_string: text }
  const rawString = raw ? { raw_string: text } : {}
  if (isForm) return { body: Object.fromEntries(new URLSearchParams(text)), ...rawString }
  if (text === '') return { body: {}, ...rawString }
  const body = parseJson(text)
  return { body: isCloudEvent ? cloudEvent(body) : body, ...rawString }
}

/** The payload of a GET: JSON in base64 in `?payload=`. */
export function payloadOfQuery(payload: string | undefined): RequestPayload {
  if (payload === undefined) return { body: {} }
  return { body: parseJson(Buffer.from(payload, 'base64').toString('utf8')) }
}

/** How a payload becomes a job's arguments. */
export interface Shaping {
  /** The whole body is the argument `body`. */
  wrap_body?: boolean
  /** More arguments; they stand above those of the body. */
  extra?: JsonObject
}

/** The arguments of `main`: the keys of an object, anything else as `body`. */
export function mainArgs({ body, raw_string }: RequestPayload, { wrap_body, extra }: Shaping = {}): JsonObject {
  const args = isJsonObject(body) && !wrap_body ? body : { body }
  return { ...args, ...extra, ...(raw_string === undefined ? {} : { raw_string }) }
}

function cloudEvent(event: Json): Json {
  if (!isJsonObject(event)) throw badRequest('invalid cloudevents+json: expected an object')
  const { data = null, ...metadata } = event
  return { ...(isJsonObject(data) ? data : { body: data }), WEBHOOK__METADATA__: metadata }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
