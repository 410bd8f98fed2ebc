import { deriveId } from '../../lib/ids.ts'
import type { ChatRequest } from '../../lib/llm/index.ts'

/** Ids of runs, jobs and memories: they are new in each run, and say nothing. */
const IDS = /\b(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi

/** A request as it is compared: what the model sees, with its keys in order, and without what differs in each run. */
export interface ComparedRequest {
  model: string | null
  messages: unknown[]
  [part: string]: unknown
}

/** The request to compare, and its hash. `ignore` are patterns of texts that are no difference. */
export function requestKey(request: ChatRequest, ignore: string[]): { hash: string; compared: ComparedRequest } {
  const { model = null, messages, tools, temperature, seed, max_tokens, num_ctx, json_schema } = request
  const patterns = ignore.map((pattern) => new RegExp(pattern, 'g'))
  const plain = (text: string) =>
    patterns.reduce((rest, pattern) => rest.replace(pattern, '<ignored>'), text).replace(IDS, '<id>')
  const parts = { model, messages, tools, temperature, seed, max_tokens, num_ctx, json_schema }
  const compared = inOrder(parts, plain) as ComparedRequest
  return { hash: deriveId('request', JSON.stringify(compared)), compared }
}

function inOrder(value: unknown, plain: (text: string) => string): unknown {
  if (typeof value === 'string') return plain(value)
  if (Array.isArray(value)) return value.map((part) => inOrder(part, plain))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, inOrder(part, plain)]),
  )
}
