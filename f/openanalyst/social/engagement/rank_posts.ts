import type { Engagement, EngagementCount } from '../../store/post_engagement.ts'
import type { Post } from '../../store/posts.ts'
import { beginningOf } from './beginning.ts'

/** How a post did. */
export interface RankedPost extends Engagement {
  post_id: string
  /** The beginning of it. */
  text: string
  url: string | null
  published_at: string
  /** Likes, comments and shares for each impression; null without impressions. */
  rate: number | null
  /** What came since it was counted last; null the first time. */
  since: Engagement | null
}

/** How posts did at an hour of the day, 0 to 23. */
export interface HourOfDay {
  hour: number
  rate: number
  posts: number
}

export interface EngagementAnalysis {
  /** The best first. */
  posts: RankedPost[]
  total: Engagement & { rate: number | null }
  /** The hours at which posts were published, the best first. */
  hours: HourOfDay[]
}

/** What counts say of posts: which did best, and at which hours of `timezone`. `before` are the counts of the last time. */
export function rankPosts(
  posts: Post[],
  counts: EngagementCount[],
  before: EngagementCount[],
  timezone: string,
): EngagementAnalysis {
  const ranked = counts.map((count) => {
    const post = posts.find(({ id }) => id === count.post_id)!
    const last = before.find(({ post_id }) => post_id === count.post_id)
    return rankedPost(post, count, last)
  })
  ranked.sort((a, b) => (b.rate ?? -1) - (a.rate ?? -1) || b.impressions - a.impressions)
  const total = combine((kind) => ranked.reduce((sum, post) => sum + post[kind], 0))
  return { posts: ranked, total: { ...total, rate: rateOf(total) }, hours: hoursOf(ranked, timezone) }
}

function rankedPost(post: Post, count: Engagement, last: Engagement | undefined): RankedPost {
  const { id: post_id, url, published_at } = post
  const text = beginningOf(post.text)
  const engagement = combine((kind) => count[kind])
  const since = last ? combine((kind) => count[kind] - last[kind]) : null
  return { post_id, text, url, published_at: published_at ?? '', ...engagement, rate: rateOf(engagement), since }
}

function hoursOf(posts: RankedPost[], timezone: string): HourOfDay[] {
  const hourOf = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', hourCycle: 'h23' })
  const hours = new Map<number, RankedPost[]>()
  for (const post of posts) {
    const hour = Number(hourOf.format(Date.parse(post.published_at)))
    hours.set(hour, [...(hours.get(hour) ?? []), post])
  }
  const rated = [...hours].flatMap(([hour, own]) => {
    const rate = rateOf(combine((kind) => own.reduce((sum, post) => sum + post[kind], 0)))
    return rate === null ? [] : [{ hour, rate, posts: own.length }]
  })
  return rated.sort((a, b) => b.rate - a.rate || a.hour - b.hour)
}

const rateOf = ({ impressions, likes, comments, shares }: Engagement): number | null =>
  impressions === 0 ? null : (likes + comments + shares) / impressions

const combine = (amount: (kind: keyof Engagement) => number): Engagement => ({
  impressions: amount('impressions'),
  likes: amount('likes'),
  comments: amount('comments'),
  shares: amount('shares'),
})
