import { connectionReason } from '../http.ts'
import { type CallFacts, llmFault } from './fault.ts'
import { listModels } from './models.ts'
import { codeOfStatus } from './status_fault.ts'

/** Pauses before another try, where the server does not say how long. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8_000
/** A server that wants more is not waited for. */
const MOST_WAITED_MS = 60_000

export interface OpenaiRequest {
  /** Below the base address: `chat/completions`. */
  path: string
  body: object
  /** Tries after the first when the provider is busy or not reached. (Default: 2) */
  retries?: number
  /** (Default: the provider's) */
  base_url?: string
  /** The end of the whole call. */
  deadline: AbortSignal
}

/**
 * Asks an OpenAI-compatible server and answers its response, which is a good one. It is plain HTTP: the `openai` package
 * costs each process that calls a model 10 ms (README.md, "What an import costs"). Throws CodedError with an LlmCode.
 */
export async function requestOpenai(facts: CallFacts, request: OpenaiRequest): Promise<Response> {
  const { provider } = facts
  const { path, body, deadline, retries = 2, base_url = provider.base_url } = request
  const headers = {
    'content-type': 'application/json',
    ...(provider.api_key && { authorization: `Bearer ${provider.api_key}` }),
  }
  for (let tries = 0; ; tries += 1) {
    const sent = { method: 'POST', headers, body: JSON.stringify(body), signal: deadline }
    const response = await fetch(`${base_url.replace(/\/+$/, '')}/${path}`, sent).catch((error: unknown) => {
      if (deadline.aborted) throw llmFault('LLM_TIMEOUT', facts)
      if (tries >= retries) throw llmFault('LLM_UNREACHABLE', facts, connectionReason(error))
      return undefined
    })
    if (response?.ok) return response
    const pause = response ? pauseOf(response, tries) : backoff(tries)
    if (response && (tries >= retries || !isPassing(response.status) || pause > MOST_WAITED_MS))
      throw await refusal(facts, response)
    await response?.body?.cancel()
    await waitFor(pause, deadline)
    if (deadline.aborted) throw llmFault('LLM_TIMEOUT', facts)
  }
}

/** Statuses that may be others in a moment. */
const isPassing = (status: number) => status === 408 || status === 409 || status === 429 || status >= 500

const backoff = (tries: number) => Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)

function pauseOf({ headers }: Response, tries: number): number {
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (milliseconds >= 0) return milliseconds
  const said = headers.get('retry-after')
  if (said === null) return backoff(tries)
  const pause = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now()
  return pause >= 0 ? pause : backoff(tries)
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}

/** The fault of a status that is no good one. */
async function refusal(facts: CallFacts, response: Response) {
  const { status } = response
  const { message, code: own = '', type = '' } = errorIn(await response.text().catch(() => ''))
  const words = `${status} ${message}`
  const code = codeOfStatus(status, `${own} ${type} ${message}`)
  // The words of a refused key repeat parts of it.
  if (code === 'LLM_UNAUTHORIZED') return llmFault(code, facts, `status ${status}`)
  return llmFault(code, facts, words, code === 'LLM_MODEL_NOT_FOUND' ? await listModels(facts.provider) : [])
}

/** What an answer says of its error: `{error: {message, code, type}}`, or any text. */
export function errorIn(text: string): { message: string; code?: string; type?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    if (typeof error === 'string') return { message: error }
    if (typeof error === 'object' && error !== null) return { message: '', ...error }
  } catch {
    // No JSON: the text is the message.
  }
  return { message: text }
}
