import type { Json } from '../../../services/windmill/src/shared/json.ts'

/** Calls of the API within one workspace. */
export interface Client {
  /** A call that has to succeed; the answer as JSON where it is JSON, else as text. */
  call(method: string, path: string, body?: Json): Promise<Json>
  /** A call that may fail; the status beside the answer. */
  attempt(method: string, path: string, body?: Json): Promise<{ status: number; answer: Json }>
  /** The messages that the server sends when a job changes; the first comes at once. */
  changes(jobId: string, signal: AbortSignal): AsyncGenerator<string>
  /** A call of an absolute path below `/api`. */
  callAbsolute(method: string, path: string, body?: Json): Promise<Json>
}

/** A client of a server at `url`, in `workspace`, with a token of somebody who may do everything there. */
export function createClient(url: string, token: string, workspace: string): Client {
  const request = async (method: string, path: string, body?: Json) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: response.status, answer: parse(await response.text()) }
  }
  const must = async (method: string, path: string, body?: Json) => {
    const { status, answer } = await request(method, path, body)
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    call: (method, path, body) => must(method, `/w/${workspace}${path}`, body),
    attempt: (method, path, body) => request(method, `/w/${workspace}${path}`, body),
    changes: (jobId, signal) =>
      messages(`${url}/api/w/${workspace}/jobs_u/getupdate_sse/${jobId}?fast=true`, token, signal),
    callAbsolute: must,
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The messages of a stream of server-sent events. Leaving the loop closes the stream. */
async function* messages(url: string, token: string, signal: AbortSignal): AsyncGenerator<string> {
  const leave = new AbortController()
  const either = AbortSignal.any([signal, leave.signal])
  try {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: either })
    if (!response.ok || !response.body) throw new Error(`GET ${url}: ${response.status} ${await response.text()}`)
    let text = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (text + chunk).split('\n\n')
      text = parts.pop()!
      yield* parts
    }
  } finally {
    leave.abort()
  }
}
