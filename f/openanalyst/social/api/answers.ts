import { z } from 'zod'
import type { HttpAnswer } from '../../../lib/http.ts'

/*
 * What a social API answers, as far as it is read here; docs/openanalyst.md has the whole of it. More fields are no fault.
 */

/** Numbers of things that people make are texts in some APIs. */
const id = z.union([z.string().min(1), z.int()]).transform(String)

/** Of publishing a post: which one it became. */
export const postAnswer = z.object({ id, url: z.url().nullish() })

const count = z.int().nonnegative()
/** Of asking for the engagement of a post: counts since it was published. */
export const engagementAnswer = z.object({ impressions: count, likes: count, comments: count, shares: count })

/** A page of metrics; the next one is asked for with `next_cursor`, which the last page lacks. */
export const metricsAnswer = z.object({
  data: z.array(z.object({ metric: z.string().min(1), at: z.iso.datetime({ offset: true }), value: z.number() })),
  next_cursor: z.string().nullish(),
})

/** The body of an answer; undefined when it is no JSON. */
export function jsonOf({ text }: Pick<HttpAnswer, 'text'>): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
