import { realClock } from '../../lib/clock.ts'
import { CodedError, type ErrorRecord } from '../../lib/errors.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { badInput } from '../bad_input.ts'
import { checkTimezone } from '../days.ts'
import { keepEngagement, lastEngagement } from '../store/post_engagement.ts'
import { listPublishedPosts } from '../store/posts.ts'
import { openSocialApi } from './api/index.ts'
import { type CountedEngagement, countEngagement, type EngagementAnalysis, rankPosts } from './engagement/index.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30
const MOST_POSTS = 100

/**
 * Fetches the engagement of one's own published posts, keeps it, and tells which did best and when. Posts that could not
 * be read are in `faults`. Throws CodedError `BAD_INPUT`; what the API said, when no post could be read.
 */
export async function main(
  days: number | null = null,
  api: string | null = null,
  timezone: string | null = null,
): Promise<EngagementAnalysis & Pick<CountedEngagement, 'faults'>> {
  const zone = checkTimezone(timezone || 'UTC')
  const back = days ?? DEFAULT_DAYS
  if (!(back > 0)) throw badInput(`days must be a number above 0, not ${back}.`)
  const [sql, now] = [dataTable(), realClock.now()]
  const since = new Date(now - back * DAY_MS).toISOString()
  const published = await listPublishedPosts(sql, jobUser(), since, MOST_POSTS)
  const posts = published.filter((post) => !api || post.api === api)
  const at = new Date(now).toISOString()
  const { counts, faults } = await countEngagement(posts, openSocialApi, at)
  if (counts.length === 0 && faults[0]) throw noneRead(faults[0].error, faults)
  const before = await lastEngagement(
    sql,
    counts.map(({ post_id }) => post_id),
    at,
  )
  await keepEngagement(sql, counts)
  return { ...rankPosts(posts, counts, before, zone), faults }
}

/** The error when no post could be read: the first fault, and how many posts met one. */
function noneRead({ code, message }: ErrorRecord, faults: CountedEngagement['faults']): CodedError {
  const posts = faults.length === 1 ? 'The post could not be read' : `None of ${faults.length} posts could be read`
  return new CodedError(code, `${posts}. ${message}`, { faults })
}
