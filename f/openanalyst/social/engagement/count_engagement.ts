import { type ErrorRecord, toErrorRecord } from '../../../lib/errors.ts'
import type { EngagementCount } from '../../store/post_engagement.ts'
import type { Post } from '../../store/posts.ts'
import { isSocialFault, type SocialApi } from '../api/index.ts'
import { beginningOf } from './beginning.ts'

export interface CountedEngagement {
  counts: EngagementCount[]
  /** Posts whose engagement could not be read, by the beginnings of their texts, and why. */
  faults: { post_id: string; text: string; error: ErrorRecord }[]
}

/** Faults that every further call of the same API would meet. */
const OF_THE_API = new Set([
  'SOCIAL_NOT_CONFIGURED',
  'SOCIAL_UNAUTHORIZED',
  'SOCIAL_RATE_LIMITED',
  'SOCIAL_UNAVAILABLE',
])

/**
 * Asks for the engagement of published posts, one after the other; an API that cannot answer is not asked about its other
 * posts. `at` is the time of the counts (RFC 3339).
 */
export async function countEngagement(
  posts: Post[],
  openApi: (path: string) => Promise<SocialApi>,
  at: string,
): Promise<CountedEngagement> {
  const counted: CountedEngagement = { counts: [], faults: [] }
  const closed = new Map<string, ErrorRecord>()
  for (const { id, api, external_id, text } of posts) {
    const post = { post_id: id, text: beginningOf(text) }
    const known = closed.get(api)
    try {
      if (!known)
        counted.counts.push({ post_id: id, at, ...(await (await openApi(api)).engagement(external_id ?? '')) })
    } catch (error) {
      if (!isSocialFault(error)) throw error
      if (OF_THE_API.has(error.code)) closed.set(api, toErrorRecord(error))
      counted.faults.push({ ...post, error: toErrorRecord(error) })
    }
    if (known) counted.faults.push({ ...post, error: known })
  }
  return counted
}
