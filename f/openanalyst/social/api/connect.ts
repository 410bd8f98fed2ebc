import type { z } from 'zod'
import { type HttpAnswer, type JsonRequest, requestAnswer } from '../../../lib/http.ts'
import type { MetricPoint } from '../../store/metrics.ts'
import type { Engagement } from '../../store/post_engagement.ts'
import { engagementAnswer, jsonOf, metricsAnswer, postAnswer } from './answers.ts'
import { faultOfAnswer, faultOfContent, faultOfSilence } from './faults.ts'
import { type Patience, patiently } from './patience.ts'

/** What a post became. */
export interface PublishedPost {
  external_id: string
  url: string | null
  /** Whether the API had it already, from an earlier delivery of the same key. */
  repeated: boolean
}

/** Which metrics; times in RFC 3339, `to` not included. All metrics, when none is named. */
export interface MetricsQuery {
  metrics: string[]
  from: string
  to: string
}

/**
 * A social API (docs/openanalyst.md). Each call waits out short faults and throws CodedError: `SOCIAL_UNAUTHORIZED`,
 * `SOCIAL_REFUSED`, `SOCIAL_RATE_LIMITED` and `SOCIAL_UNAVAILABLE` (details: retry_after_ms), `SOCIAL_BAD_ANSWER`.
 */
export interface SocialApi {
  /** Publishes a post. The same key again publishes nothing more, and answers what the first time came to. */
  publish(post: { text: string; link: string | null }, key: string): Promise<PublishedPost>
  engagement(externalId: string): Promise<Engagement>
  metrics(query: MetricsQuery): Promise<MetricPoint[]>
}

/** Pages of metrics that are read at most: more is a cursor that goes in circles. */
const MOST_PAGES = 100

/** The API of the resource at `path`, whose value is `resource`. */
export function connectSocialApi(path: string, resource: RT.SocialApi, patience: Patience): SocialApi {
  const base = resource.base_url.replace(/\/+$/, '')

  /** The answer of a call whose status is 2xx, or that `passes`. */
  const call = (what: string, route: string, request: JsonRequest = {}, passes = (_: HttpAnswer) => false) =>
    patiently(patience, async () => {
      const headers = { ...request.headers, authorization: `Bearer ${resource.token}` }
      const answer = await requestAnswer(`${base}${route}`, { ...request, headers }).catch((error) => {
        throw faultOfSilence(path, error)
      })
      if ((answer.status >= 200 && answer.status < 300) || passes(answer)) return answer
      throw faultOfAnswer(path, what, answer, patience.clock.now())
    })

  return {
    async publish({ text, link }, key) {
      const what = 'publish a post'
      const request = { body: { text, ...(link !== null && { link }) }, headers: { 'idempotency-key': key } }
      const answer = await call(what, '/posts', request, isRepeated)
      const { id, url } = read(path, what, answer, postAnswer)
      return { external_id: id, url: url ?? null, repeated: answer.status !== 201 }
    },

    async engagement(externalId) {
      const what = 'show the engagement of a post'
      const answer = await call(what, `/posts/${encodeURIComponent(externalId)}/engagement`)
      return read(path, what, answer, engagementAnswer)
    },

    async metrics({ metrics, from, to }) {
      const what = 'show metrics'
      const points: MetricPoint[] = []
      let cursor: string | null = null
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = new URLSearchParams({ from, to })
        if (metrics.length > 0) query.set('metrics', metrics.join(','))
        if (cursor !== null) query.set('cursor', cursor)
        const { data, next_cursor } = read(path, what, await call(what, `/metrics?${query}`), metricsAnswer)
        points.push(...data)
        if (!next_cursor) return points
        cursor = next_cursor
      }
      throw faultOfContent(path, what, `more than ${MOST_PAGES} pages`)
    },
  }
}

/** A conflict that names the post is about one that is there; another is about a delivery that still goes on. */
const isRepeated = (answer: HttpAnswer) => answer.status === 409 && postAnswer.safeParse(jsonOf(answer)).success

function read<T>(path: string, what: string, answer: HttpAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(answer))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`)
  throw faultOfContent(path, what, faults.slice(0, 3).join('; '))
}
