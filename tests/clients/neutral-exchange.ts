import type { Exchange } from './listening-proxy.ts'

/** An exchange without what is different each time: times, ids, hashes, numbers of versions, tokens. */
export interface NeutralExchange {
  request: string
  status: number
  type: string
  body: unknown
}

/** Requests that ask for a job again and again: how often depends on how quick the job is. */
export const isPoll = ({ path }: Exchange): boolean => path.includes('/jobs_u/')

const COUNTED = ['id', 'version', 'version_id']
const UNORDERED = ['/raw_temp/diff']

export function neutral({
  method,
  path,
  status,
  response_type,
  response,
}: Omit<Exchange, 'response_type'> & { response_type?: string }): NeutralExchange {
  // The recording has no type for the version alone, which is a text.
  const type = (response_type ?? 'text/plain').split(';')[0]!.trim()
  const request = `${method} ${withoutIds(path)}`
  if (type === 'application/x-tar') return { request, status, type, body: '<archive>' }
  if (type !== 'application/json') {
    // Windmill says where in its source an error was made.
    return { request, status, type, body: withoutIds(response.replace(/ \(\w+\.rs:\d+\)$/, '')) }
  }
  const body = neutralJson(JSON.parse(response))
  const sorted = UNORDERED.some((end) => path.endsWith(end)) ? (body as string[]).sort() : body
  return { request, status, type, body: sorted }
}

function neutralJson(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return withoutIds(value)
  if (typeof value === 'number') return COUNTED.includes(key) ? '<number>' : value
  if (Array.isArray(value)) return value.map((each) => neutralJson(each, key === 'versions' ? 'version' : ''))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, neutralJson(each, name)]))
}

const withoutIds = (text: string): string =>
  text
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}(:|%3A)\d{2}(:|%3A)[\d.]+Z/g, '<time>')
    .replace(/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<id>')
    .replace(/\b[0-9a-f]{16}\b|^[0-9a-f]{64}$/g, '<hash>')
