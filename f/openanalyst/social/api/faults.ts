import { cut } from '../../../lib/cut.ts'
import { CodedError, toErrorRecord } from '../../../lib/errors.ts'
import type { HttpAnswer } from '../../../lib/http.ts'
import { jsonOf } from './answers.ts'

/** Codes of faults that pass by themselves: the same request may work later. */
const PASSING = new Set(['SOCIAL_RATE_LIMITED', 'SOCIAL_UNAVAILABLE'])

/** Whether the same request may work later. */
export const isPassing = (error: unknown): boolean => PASSING.has(toErrorRecord(error).code)

/** Whether a fault is one of those that an API can have; anything else is a fault of the code that asked. */
export const isSocialFault = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.code.startsWith('SOCIAL_')

/** How long the API asks to be left alone, in milliseconds; null when it does not say. */
export function retryAfterOf(error: unknown): number | null {
  const { retry_after_ms } = toErrorRecord(error).details
  return typeof retry_after_ms === 'number' ? retry_after_ms : null
}

/** It waited too long for the request, or has an earlier one of the same key in its hands (409), or none yet (425). */
const BUSY = new Set([408, 409, 425])

/** How much of an answer an error repeats. */
const SHOWN = 300

/** The fault that an answer other than 2xx is, for the API at the resource `path`. `now` in milliseconds. */
export function faultOfAnswer(path: string, what: string, { status, headers, text }: HttpAnswer, now: number) {
  const words = wordsOf(text)
  const said = words ? `: ${words}` : '.'
  const details = { api: path, status }
  if (status === 401 || status === 403)
    return new CodedError(
      'SOCIAL_UNAUTHORIZED',
      `${path} does not let us ${what} (${status}). Put a token that may into the resource ${path}.`,
      details,
    )
  if (status === 429 || status >= 500 || BUSY.has(status)) {
    const retry_after_ms = retryAfter(headers.get('retry-after'), now)
    const code = status === 429 ? 'SOCIAL_RATE_LIMITED' : 'SOCIAL_UNAVAILABLE'
    const reason = status === 429 ? 'was asked too often' : 'cannot do it now'
    return new CodedError(code, `${path} ${reason} (${status})${said}`, { ...details, retry_after_ms })
  }
  const message = `${path} refused to ${what} (${status})${said}`
  return new CodedError('SOCIAL_REFUSED', message, details)
}

/** What an answer says for people to read: its message, or its text. Empty where that is JSON or a page of the Web. */
function wordsOf(text: string): string {
  const said = messageIn(jsonOf({ text }) ?? text).trim()
  return /^[<[{]/.test(said) ? '' : cut(said, SHOWN)
}

/** The message of an error, such as `{error: {message}}`, `{message}` or `{error}`. */
function messageIn(said: unknown): string {
  if (typeof said === 'string') return said
  const { error, message } = (said ?? {}) as { error?: unknown; message?: unknown }
  return messageIn(message ?? error ?? '')
}

/** The fault that no answer is. Whether the request was carried out is not known. */
export function faultOfSilence(path: string, error: unknown): CodedError {
  const { code, message } = toErrorRecord(error)
  const details = { api: path, reason: code, retry_after_ms: null }
  return new CodedError('SOCIAL_UNAVAILABLE', `${path}: ${message}`, details, { cause: error })
}

/** An answer that is not what the API promises (docs/openanalyst.md). */
export const faultOfContent = (path: string, what: string, fault: string): CodedError =>
  new CodedError('SOCIAL_BAD_ANSWER', `${path} answered something else than expected when asked to ${what}: ${fault}`, {
    api: path,
  })

/** Milliseconds of a `Retry-After`: seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | null, now: number): number | null {
  if (!header) return null
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}
